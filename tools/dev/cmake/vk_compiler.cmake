# Language level, warnings, sanitizers, compiler cache and linker: one place for the whole tree.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "build type" FORCE)
endif()

# What works on each member says FAST (vk_stage) and has -O3; the rest gains nothing from it but time of the compiler.
string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")

find_program(VK_CCACHE ccache)
if(VK_CCACHE)
  # Precompiled headers are cached only when ccache is told that their time stamps do not matter.
  set(VK_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${VK_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${VK_LAUNCHER})
  set(CMAKE_C_COMPILER_LAUNCHER ${VK_LAUNCHER})
endif()

find_program(VK_MOLD mold)
find_program(VK_LLD ld.lld)
if(VK_MOLD AND NOT VK_SANITIZE)
  add_link_options(-fuse-ld=mold)
elseif(VK_LLD)
  add_link_options(-fuse-ld=lld)
endif()

add_library(vk_warnings INTERFACE)
target_compile_options(vk_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor> $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>
  $<$<CXX_COMPILER_ID:Clang>:-Wcovered-switch-default>
  -Wcast-qual -Wformat=2 -Wundef -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 reports std::string's own code when it optimises "literal" + string (GCC bugs 105329 and 105651).
  target_compile_options(vk_warnings INTERFACE -Wno-restrict -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow)
endif()
if(VK_WERROR)
  target_compile_options(vk_warnings INTERFACE -Werror)
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # The precompiled header is the same file for every target; gcc needs this to reuse it under ccache.
  add_compile_options(-fpch-preprocess)
endif()
foreach(sanitizer IN LISTS VK_SANITIZE)
  add_compile_options(-fsanitize=${sanitizer} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${sanitizer})
endforeach()
if("undefined" IN_LIST VK_SANITIZE)
  add_compile_options(-fno-sanitize-recover=undefined)
endif()
