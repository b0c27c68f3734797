#include "core/engine/roll_over_holidays.hpp"

#include <algorithm>
#include <optional>

#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/calendar/holiday_file.hpp"
#include "core/config/table_reader.hpp"

namespace vk {
namespace {

namespace fs = std::filesystem;

/// Rolls the files over, those first that others extend.
class HolidayFiles {
 public:
  HolidayFiles(const Workspace& workspace, const RollOverOptions& options, RolledCalendar& rolled)
      : workspace_(workspace), options_(options), rolled_(rolled) {
    new_folder_ = rolled.files.empty() ? fs::path{} : rolled.files.front().text.file.parent_path();
  }

  std::vector<CalendarFileText> roll() {
    const std::vector<ConfigText>& texts = workspace_.calendar.texts;
    for (auto text = texts.rbegin(); text != texts.rend(); ++text) {
      const fs::path file{text->file};
      if (const auto folder = own_folder(file)) roll(file, *folder / file.filename());
    }
    return std::move(instead_);
  }

 private:
  bool is_of_calendar(const fs::path& file) const {
    return std::any_of(rolled_.before.begin(), rolled_.before.end(),
                       [&](const CalendarFileText& text) { return whole_path(text.file) == whole_path(file); });
  }

  /// Where in the calendar's folder a TOML holiday file lies; nothing when it lies elsewhere.
  std::optional<fs::path> own_folder(const fs::path& file) const {
    if (file.extension() != ".toml" || is_of_calendar(file)) return std::nullopt;
    const fs::path lies = whole_path(file).parent_path();
    for (const char* folder : {"holidays", ""}) {
      if (lies == whole_path(workspace_.calendar.folder / folder)) return fs::path{folder};
    }
    return std::nullopt;
  }

  void roll(const fs::path& file, const fs::path& inside) {
    const CalendarFileText before{file, read_file(file)};
    const fs::path place = options_.target.empty() ? file : new_folder_ / inside;
    HolidayRollOver how{options_.years, base_covers_until(before), false};
    how.is_shared = !options_.target.empty() && whole_path(place) == whole_path(file);
    RolledFile made = roll_holiday_file({place, before.bytes}, how, rolled_.decisions);
    if (!how.is_shared && place != file && fs::exists(place) && read_file(place) != made.text.bytes) {
      tell_other(place);
      made.text.bytes = read_file(place);
    } else if (!how.is_shared) {
      rolled_.before.push_back(before);
      rolled_.files.push_back(made);
    }
    instead_.push_back({file, made.text.bytes});
  }

  void tell_other(const fs::path& place) {
    rolled_.decisions.add({Severity::warning,
                           "W609",
                           {place.string(), 0, 0},
                           "the holiday file is there already, says something else and is left as it is",
                           {},
                           "look whether it has the new year's days",
                           {},
                           1});
  }

  /// The last year that all files cover which this one extends; nothing = there is no end.
  std::optional<int> base_covers_until(const CalendarFileText& file) const {
    std::vector<fs::path> folders{workspace_.calendar.folder / "holidays", workspace_.calendar.folder,
                                  workspace_.installed_holidays};
    Diagnostics known;  // told when the calendar was loaded
    const ConfigDocument document = parse_config(file.bytes, file.file.string(), known);
    std::optional<int> until;
    for (const std::string& name : TableReader{document.root, document.text, "", known}.texts("extends")) {
      // A file may extend the one of its own name further down the path.
      const bool is_namesake = lower_ascii(fs::path{name}.stem().string()) == lower_ascii(file.file.stem().string());
      const auto own = std::find_if(folders.begin(), folders.end(), [&](const fs::path& folder) {
        return whole_path(folder) == whole_path(file.file).parent_path();
      });
      const auto first = is_namesake && own != folders.end() ? own + 1 : folders.begin();
      HolidayLoader loader{{first, folders.end()}, known, instead_};
      const std::vector<PlacedText> names{{name, {}}};
      const auto base = loader.join(names, nullptr);
      if (base == nullptr) continue;
      for (const auto& calendar : base->calendars()) {
        if (calendar->covers_until) until = std::min(until.value_or(*calendar->covers_until), *calendar->covers_until);
      }
    }
    return until;
  }

  const Workspace& workspace_;
  const RollOverOptions& options_;
  RolledCalendar& rolled_;
  fs::path new_folder_;
  std::vector<CalendarFileText> instead_;  ///< the new texts at the old paths
};

}  // namespace

fs::path whole_path(const fs::path& path) {
  const fs::path whole = fs::weakly_canonical(fs::absolute(path.empty() ? "." : path));
  return whole.has_filename() ? whole : whole.parent_path();
}

std::vector<CalendarFileText> roll_holiday_files(const Workspace& workspace, const RollOverOptions& options,
                                                 RolledCalendar& rolled) {
  return HolidayFiles{workspace, options, rolled}.roll();
}

}  // namespace vk
