# What `cmake --install` puts where. The program finds its plugins in ../lib/vuosikello/plugins, so the folders are fixed.
include(CMakePackageConfigHelpers)
set(VK_PACKAGE_DIR lib/cmake/vuosikello-sdk)

install(TARGETS vuosikello RUNTIME DESTINATION bin)
install(TARGETS vuosikello-serve RUNTIME DESTINATION lib/vuosikello)
install(TARGETS vk_other_clock LIBRARY DESTINATION lib/vuosikello)

# The plugins of this tree, not those that tests make.
file(GLOB plugin_lists CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/plugins/*/*/CMakeLists.txt")
foreach(list_file IN LISTS plugin_lists)
  get_filename_component(folder "${list_file}" DIRECTORY)
  get_property(targets DIRECTORY "${folder}" PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "MODULE_LIBRARY")
      install(TARGETS ${target} LIBRARY DESTINATION lib/vuosikello/plugins)
    endif()
  endforeach()
endforeach()

# The authors' SDK: find_package(vuosikello-sdk 1) gives vuosikello::sdk and vk_add_plugin(). Its major version is that of the ABI.
install(DIRECTORY core/sdk/vuosikello DESTINATION include FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
install(DIRECTORY core/sdk/cmake/ DESTINATION ${VK_PACKAGE_DIR})
configure_package_config_file(tools/dev/cmake/vuosikello-sdk-config.cmake.in
  "${CMAKE_BINARY_DIR}/vuosikello-sdk-config.cmake" INSTALL_DESTINATION ${VK_PACKAGE_DIR})
write_basic_package_version_file("${CMAKE_BINARY_DIR}/vuosikello-sdk-config-version.cmake"
  VERSION 1.0.0 COMPATIBILITY SameMajorVersion ARCH_INDEPENDENT)
install(FILES "${CMAKE_BINARY_DIR}/vuosikello-sdk-config.cmake" "${CMAKE_BINARY_DIR}/vuosikello-sdk-config-version.cmake"
  DESTINATION ${VK_PACKAGE_DIR})

install(DIRECTORY calendars DESTINATION share/vuosikello USE_SOURCE_PERMISSIONS)
install(DIRECTORY tools/systemd DESTINATION share/vuosikello)
install(FILES README.md LICENSE DESTINATION share/doc/vuosikello)
