#pragma once
#include <filesystem>
#include <string_view>

namespace vk::test {

/// An empty folder of its own for one test, removed with all that is in it at the end of the scope.
class TempFolder {
 public:
  TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder();

  const std::filesystem::path& path() const noexcept { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

  /// Writes `bytes` to `name` below the folder, making folders on the way, and returns the file's path.
  std::filesystem::path write(std::string_view name, std::string_view bytes) const;

 private:
  std::filesystem::path path_;
};

}  // namespace vk::test
