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
/// What malloc keeps in front of a block.
constexpr size_t kBlockHeader = 16;

/// Half of the machine's memory.
size_t address_space_to_reserve() {
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || page <= 0) return 0;
  return std::min(static_cast<size_t>(pages) / 2 * static_cast<size_t>(page), kMostReserved);
}

/// Volatile, so that the compiler does not leave out what nobody uses.
void* volatile g_left_out = nullptr;

}  // namespace

void prepare_heap() {
  mallopt(M_MMAP_MAX, kNever);
  mallopt(M_TRIM_THRESHOLD, kNoLimit);
  // One large block, given back at once, grows the heap to its size without touching it.
  const size_t size = address_space_to_reserve();
  void* const block = std::malloc(size);
  if (block == nullptr) return;
  const auto first = reinterpret_cast<uintptr_t>(block);
  const auto begin = (first + kHugePage - 1) / kHugePage * kHugePage;
  const auto end = (reinterpret_cast<uintptr_t>(block) + size) / kHugePage * kHugePage;
  // Refused where the system has no huge pages; then the heap works with small ones.
  if (end > begin) static_cast<void>(madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE));
  std::free(block);
  // What is left in front of the first huge page is taken and never used: small pages come one by one, each for more
  // than a hundredth of the time of a huge one. Nothing of it is touched.
  if (begin > first + kBlockHeader) g_left_out = std::malloc(begin - first - kBlockHeader);
}
#else
void prepare_heap() {}
#endif

}  // namespace vk::cli
