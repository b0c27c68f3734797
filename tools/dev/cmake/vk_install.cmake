# What `cmake --install` puts where: binary, plugins, SDK headers with a CMake package, calendars and holiday files.
include(GNUInstallDirs)
