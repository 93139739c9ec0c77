# lectern_module(<folder under src/> SOURCES ... HEADERS ... PUBLIC ... PRIVATE ... TESTS ... TEST_DEPENDENCIES ...)
#
# Makes the library lectern::<folder with _ for />, holds its lectern:: dependencies to src/layers.txt, and makes
# <folder>_test from TESTS (label `unit`). Tests may use any module: name those in TEST_DEPENDENCIES.
# A module of headers alone becomes an interface library.
file(STRINGS "${PROJECT_SOURCE_DIR}/src/layers.txt" LECTERN_LAYERS REGEX "^[a-z]")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/layers.txt")

# Sets `out` to the lectern:: targets that `folder` may link to.
function(lectern_allowed_dependencies folder out)
  foreach(line IN LISTS LECTERN_LAYERS)
    if(line MATCHES "^${folder}:(.*)$")
      string(REPLACE "/" "_" allowed "${CMAKE_MATCH_1}")
      separate_arguments(allowed UNIX_COMMAND "${allowed}")
      list(TRANSFORM allowed PREPEND lectern::)
      set(${out} "${allowed};listed" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "${folder} is not listed in src/layers.txt")
endfunction()

function(lectern_module folder)
  cmake_parse_arguments(M "" "" "SOURCES;HEADERS;PUBLIC;PRIVATE;TESTS;TEST_DEPENDENCIES" ${ARGN})
  string(REPLACE "/" "_" name "${folder}")
  lectern_allowed_dependencies("${folder}" allowed)
  foreach(dependency IN LISTS M_PUBLIC M_PRIVATE)
    if(dependency MATCHES "^lectern::" AND NOT dependency MATCHES "^lectern::generated" AND NOT dependency IN_LIST allowed)
      message(FATAL_ERROR "${folder} may not depend on ${dependency} (src/layers.txt)")
    endif()
  endforeach()

  if(M_SOURCES)
    add_library(lectern_${name} STATIC ${M_SOURCES})
    target_sources(
      lectern_${name} PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/src" FILES ${M_HEADERS}
    )
    target_link_libraries(lectern_${name} PUBLIC ${M_PUBLIC} PRIVATE ${M_PRIVATE} lectern::warnings)
  else()
    add_library(lectern_${name} INTERFACE)
    target_sources(
      lectern_${name} INTERFACE FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/src" FILES ${M_HEADERS}
    )
    target_link_libraries(lectern_${name} INTERFACE ${M_PUBLIC})
  endif()
  add_library(lectern::${name} ALIAS lectern_${name})

  if(M_TESTS AND LECTERN_BUILD_TESTS)
    add_executable(${name}_test ${M_TESTS})
    target_link_libraries(
      ${name}_test PRIVATE lectern_${name} ${M_TEST_DEPENDENCIES} GTest::gtest_main lectern::warnings
    )
    add_test(NAME ${name} COMMAND ${name}_test WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
    set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT 300)
  endif()
endfunction()
