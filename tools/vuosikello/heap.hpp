#pragma once

namespace vk::cli {

/// Sets the heap up for runs that fill and empty gigabytes: freed memory stays with the process, because the columns of
/// one step are the next step's, and the heap is backed by huge pages where the system has them, because a page fault
/// costs more than the work done on a page. Takes address space, no memory. To be called once, first of all.
void prepare_heap();

}  // namespace vk::cli
