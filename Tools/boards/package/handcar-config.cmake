# find_package(handcar) gives the target handcar::handcar.
if(TARGET handcar::handcar)
  return()
endif()
include(CMakeFindDependencyMacro)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_dependency(Threads)

# The folder that holds lib*/ and include/: this file lies in lib/cmake/handcar or lib/ARCHITECTURE/cmake/handcar.
get_filename_component(_handcar_libraries "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)
get_filename_component(_handcar_prefix "${_handcar_libraries}/.." ABSOLUTE)
if(NOT EXISTS "${_handcar_prefix}/include/handcar.h")
  get_filename_component(_handcar_prefix "${_handcar_prefix}/.." ABSOLUTE)
endif()

add_library(handcar::handcar STATIC IMPORTED)
set_target_properties(handcar::handcar PROPERTIES
  IMPORTED_LOCATION "${_handcar_libraries}/libhandcar.a"
  IMPORTED_LINK_INTERFACE_LANGUAGES C
  INTERFACE_INCLUDE_DIRECTORIES "${_handcar_prefix}/include"
  INTERFACE_LINK_LIBRARIES Threads::Threads)
unset(_handcar_libraries)
unset(_handcar_prefix)
