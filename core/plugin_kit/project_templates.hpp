#pragma once
#include <string_view>

namespace vk {

// The files below templates/, with @ID@, @NAME@, @STRUCT@, @FILE@, @LANGUAGE@ and @KIND@ to be replaced.
extern const std::string_view kProjectCmake;
extern const std::string_view kProjectReadme;
extern const std::string_view kProjectStates;
extern const std::string_view kMeasurementTemplate;
extern const std::string_view kContentTemplate;
extern const std::string_view kMeasurementInCTemplate;

}  // namespace vk
