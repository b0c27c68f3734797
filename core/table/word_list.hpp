#pragma once
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace vk {

/// The distinct words of a dictionary column by code. Copies share one list, so that all batches of a source hold the
/// words once; one that is about to grow takes a list of its own.
class WordList {
 public:
  WordList() = default;
  explicit WordList(std::vector<std::string> words)
      : words_(std::make_shared<std::vector<std::string>>(std::move(words))) {}
  WordList(std::initializer_list<std::string> words) : WordList(std::vector<std::string>(words)) {}

  size_t size() const { return words_ == nullptr ? 0 : words_->size(); }
  bool empty() const { return size() == 0; }
  const std::string& operator[](size_t code) const { return (*words_)[code]; }
  const std::string* begin() const { return words_ == nullptr ? nullptr : words_->data(); }
  const std::string* end() const { return begin() + size(); }

  void push_back(std::string word) {
    if (words_ == nullptr) {
      words_ = std::make_shared<std::vector<std::string>>();
    } else if (words_.use_count() > 1) {
      words_ = std::make_shared<std::vector<std::string>>(*words_);
    }
    words_->push_back(std::move(word));
  }

  /// Whether both share one list, which costs nothing to ask.
  bool is_shared_with(const WordList& other) const { return words_ != nullptr && words_ == other.words_; }

  friend bool operator==(const WordList& a, const WordList& b) {
    return a.words_ == b.words_ ||
           std::vector<std::string>(a.begin(), a.end()) == std::vector<std::string>(b.begin(), b.end());
  }

 private:
  std::shared_ptr<std::vector<std::string>> words_;
};

}  // namespace vk
