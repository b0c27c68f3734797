#include "core/plugin_host/watched_stream.hpp"

#include <memory>

namespace vk {

namespace {

/// A stream, and who wants to know how far it was read.
struct WatchedStream {
  ArrowArrayStream inner{};
  std::function<void()> taken;

  ~WatchedStream() {
    if (inner.release != nullptr) inner.release(&inner);
  }
};

WatchedStream& self(ArrowArrayStream* stream) {
  return *static_cast<WatchedStream*>(stream->private_data);
}

}  // namespace

void watch_batches(ArrowArrayStream* stream, std::function<void()> taken) {
  auto watched = std::make_unique<WatchedStream>();
  watched->inner = *stream;
  watched->taken = std::move(taken);
  stream->get_schema = [](ArrowArrayStream* from, ArrowSchema* into) {
    ArrowArrayStream& inner = self(from).inner;
    return inner.get_schema(&inner, into);
  };
  stream->get_next = [](ArrowArrayStream* from, ArrowArray* into) {
    WatchedStream& watch = self(from);
    const int result = watch.inner.get_next(&watch.inner, into);
    if (result == 0 && into->release != nullptr) watch.taken();
    return result;
  };
  stream->get_last_error = [](ArrowArrayStream* from) {
    ArrowArrayStream& inner = self(from).inner;
    return inner.get_last_error(&inner);
  };
  stream->release = [](ArrowArrayStream* from) {
    delete static_cast<WatchedStream*>(from->private_data);
    from->release = nullptr;
  };
  stream->private_data = watched.release();
}

}  // namespace vk
