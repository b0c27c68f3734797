# A plugin that clang++ builds with libc++, where there is one; the host is built with libstdc++.
find_program(VK_CLANGXX NAMES clang++ clang++-14)
set(VK_WITH_LIBCXX 0)
if(VK_CLANGXX AND NOT VK_SANITIZE)
  set(probe "${CMAKE_CURRENT_BINARY_DIR}/libcxx_probe")
  file(WRITE "${probe}.cpp" "#include <string>\nint main() { return static_cast<int>(std::string().size()); }\n")
  execute_process(COMMAND "${VK_CLANGXX}" -stdlib=libc++ -std=c++20 "${probe}.cpp" -o "${probe}"
                  RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
  if(NOT failed)
    set(VK_WITH_LIBCXX 1)
  endif()
endif()
if(VK_WITH_LIBCXX)
  set(libcxx_plugin "${CMAKE_CURRENT_BINARY_DIR}/sabotage/other_library.so")
  add_custom_command(OUTPUT "${libcxx_plugin}"
    COMMAND "${VK_CLANGXX}" -stdlib=libc++ -std=c++20 -O1 -fPIC -shared -fvisibility=hidden "-DVK_DEED_NAME=\"other_library\""
            -I "${CMAKE_SOURCE_DIR}/core/sdk" "${CMAKE_CURRENT_SOURCE_DIR}/sabotage/misbehaving.cpp"
            "${CMAKE_CURRENT_SOURCE_DIR}/sabotage/deed_name.cpp" -o "${libcxx_plugin}"
            "-Wl,--version-script=${VK_PLUGIN_VERSION_SCRIPT}" -Wl,-z,now,-z,relro,-z,nodelete
    DEPENDS sabotage/misbehaving.cpp sabotage/deed_name.cpp VERBATIM)
  add_custom_target(sabotage_other_library DEPENDS "${libcxx_plugin}")
  add_dependencies(plugin_tests sabotage_other_library)
endif()
target_compile_definitions(plugin_tests PRIVATE VK_WITH_LIBCXX=${VK_WITH_LIBCXX})
