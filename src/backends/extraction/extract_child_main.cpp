// The child process of the tests: what `lectern extract --media-type <type>` does in the real
// binary.
#include <cstdlib>
#include <string_view>

#include <unistd.h>

#include "backends/extraction/extract_child.hpp"

int main(int argc, char** argv) {
    if (argc != 4 || std::string_view(argv[1]) != "extract" ||
        std::string_view(argv[2]) != "--media-type")
        return 2;
    ::_exit(lectern::backends::extraction::run_extract_child(STDIN_FILENO, STDOUT_FILENO, argv[3]));
}
