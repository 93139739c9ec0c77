# Warnings for our own targets (lectern::warnings), and what speeds a build up where it is installed.
add_library(lectern_warnings INTERFACE)
add_library(lectern::warnings ALIAS lectern_warnings)
target_compile_options(
  lectern_warnings
  INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Werror
            # g++ 12 sees std::stop_source and std::optional uninitialized where they are not.
            -Wno-maybe-uninitialized
)

find_program(LECTERN_CCACHE ccache)
if(LECTERN_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${LECTERN_CCACHE}")
endif()
find_program(LECTERN_MOLD mold)
if(LECTERN_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

if(LECTERN_SANITIZER)
  add_compile_options(-fsanitize=${LECTERN_SANITIZER} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${LECTERN_SANITIZER})
  if(LECTERN_SANITIZER MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
  if(LECTERN_SANITIZER MATCHES "thread")
    add_compile_options(-Wno-tsan)
  endif()
endif()
