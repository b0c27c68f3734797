# vk_add_plugin(<name> <files>...): a plugin library <name>.so that exports the one entry symbol and nothing else, put into
# VK_PLUGIN_OUTPUT (default: lib/vuosikello/plugins of the build folder). Outside Vuosikello's own tree, and after
# enable_testing(), it also makes a test check_<name> that runs `vuosikello plugins check` with the project's test cases.
set(VK_PLUGIN_VERSION_SCRIPT "${CMAKE_CURRENT_LIST_DIR}/plugin.map")

function(vk_add_plugin name)
  add_library(${name} MODULE ${ARGN})
  set_property(GLOBAL APPEND PROPERTY VK_PLUGIN_TARGETS ${name})
  if(TARGET vk_sdk)
    target_link_libraries(${name} PRIVATE vk_sdk)
  else()
    target_link_libraries(${name} PRIVATE vuosikello::sdk)
  endif()
  if(TARGET vk_warnings)
    target_link_libraries(${name} PRIVATE vk_warnings)
  endif()
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if("CXX" IN_LIST languages)
    target_compile_features(${name} PRIVATE cxx_std_20)
  endif()
  if(NOT VK_PLUGIN_OUTPUT)
    set(VK_PLUGIN_OUTPUT "${CMAKE_BINARY_DIR}/lib/vuosikello/plugins")
  endif()
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".so" POSITION_INDEPENDENT_CODE ON
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LIBRARY_OUTPUT_DIRECTORY "${VK_PLUGIN_OUTPUT}"
    LINK_DEPENDS "${VK_PLUGIN_VERSION_SCRIPT}")
  target_link_options(${name} PRIVATE
    "LINKER:--version-script=${VK_PLUGIN_VERSION_SCRIPT}" "LINKER:--exclude-libs,ALL"
    LINKER:-z,now LINKER:-z,relro LINKER:-z,nodelete)
  # A sanitizer's own symbols live in the program, not in the plugin.
  if(NOT VK_SANITIZE)
    target_link_options(${name} PRIVATE LINKER:--no-undefined)
  endif()
  if(VUOSIKELLO_PROGRAM)
    set(project "")
    if(IS_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/testcases")
      set(project --project "${CMAKE_CURRENT_SOURCE_DIR}")
    endif()
    add_test(NAME check_${name} COMMAND "${VUOSIKELLO_PROGRAM}" plugins check "$<TARGET_FILE:${name}>" ${project})
  endif()
endfunction()
