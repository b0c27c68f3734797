#include "tools/vuosikello/heap.hpp"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "core/base/sanitizer.hpp"

namespace vk::cli {

#if defined(__GLIBC__) && !VK_ADDRESS_SANITIZER
namespace {

constexpr int kNever = 0;
constexpr int kNoLimit = -1;
constexpr size_t kHugePage = size_t{2} << 20U;
constexpr size_t kMostReserved = size_t{64} << 30U;

/// Half of the machine's memory.
size_t address_space_to_reserve() {
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || page <= 0) return 0;
  return std::min(static_cast<size_t>(pages) / 2 * static_cast<size_t>(page), kMostReserved);
}

}  // namespace

void prepare_heap() {
  mallopt(M_MMAP_MAX, kNever);
  mallopt(M_TRIM_THRESHOLD, kNoLimit);
  // One large block, given back at once, grows the heap to its size without touching it.
  const size_t size = address_space_to_reserve();
  void* const block = std::malloc(size);
  if (block == nullptr) return;
  const auto begin = (reinterpret_cast<uintptr_t>(block) + kHugePage - 1) / kHugePage * kHugePage;
  const auto end = (reinterpret_cast<uintptr_t>(block) + size) / kHugePage * kHugePage;
  // Refused where the system has no huge pages; then the heap works with small ones.
  if (end > begin) static_cast<void>(madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE));
  std::free(block);
}
#else
void prepare_heap() {}
#endif

}  // namespace vk::cli
