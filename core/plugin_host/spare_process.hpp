#pragma once
#include <sys/types.h>

#include <string_view>

#include "core/base/descriptor.hpp"

namespace vk {

/// A fork of the fork server that waits to become a plugin's process. It is made before it is asked for and brings the
/// memory that a start touches into its own page tables while it waits, so that a start has little left to do.
class SpareProcess {
 public:
  /// Forks; `error` is the errno when the system refuses. The fork itself never comes back from here.
  static SpareProcess make(pid_t server);

  bool is_there() const { return process_ > 0; }
  int error() const { return error_; }

  /// Tells it what to be: the bytes of a ProcessStart, its socket, its streams. Gives its number; 0 when it has ended,
  /// of which it takes note.
  pid_t become(std::string_view order, const Descriptor& socket, const Descriptor& errors);

 private:
  pid_t process_ = 0;
  int error_ = 0;
  Descriptor orders_;
};

}  // namespace vk
