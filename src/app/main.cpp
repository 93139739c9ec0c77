#include <cstdio>
#include <exception>

#include "app/command_line.hpp"

int main(int argument_count, char** arguments) {
    try {
        return lectern::app::run_command_line(argument_count, arguments);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "lectern: %s\n", error.what());
        return 1;
    }
}
