#include "telemetry/exporters/process_metrics.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

#include "telemetry/metric_catalog.hpp"

namespace lectern::telemetry {
namespace {

// The fields of /proc/self/stat after the command's name, so that [0] is field 3 of proc(5).
std::vector<std::string> stat_fields() {
    std::ifstream file("/proc/self/stat");
    const std::string line{std::istreambuf_iterator<char>(file), {}};
    const auto end_of_name = line.rfind(')');
    if (end_of_name == std::string::npos) return {};
    std::istringstream rest(line.substr(end_of_name + 1));
    return {std::istream_iterator<std::string>(rest), {}};
}

// Seconds since the epoch at which the machine started; 0 when unknown.
double boot_time() {
    std::ifstream file("/proc/stat");
    std::string word;
    while (file >> word) {
        double seconds = 0;
        if (word == "btime" && file >> seconds) return seconds;
    }
    return 0;
}

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

void collect_process_metrics(const Metrics& metrics) {
    rusage usage{};
    if (::getrusage(RUSAGE_SELF, &usage) == 0) {
        metrics.set(
            catalog::process_cpu_seconds_total,
            {},
            seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime)
        );
    }
    const auto fields = stat_fields();
    constexpr std::size_t threads = 17;
    constexpr std::size_t start_ticks = 19;
    constexpr std::size_t resident_pages = 21;
    if (fields.size() > resident_pages) {
        const auto ticks_per_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
        const auto page_bytes = static_cast<double>(::sysconf(_SC_PAGESIZE));
        metrics.set(catalog::process_threads, {}, std::stod(fields[threads]));
        metrics.set(
            catalog::process_resident_memory_bytes,
            {},
            std::stod(fields[resident_pages]) * page_bytes
        );
        metrics.set(
            catalog::process_start_time_seconds,
            {},
            boot_time() + std::stod(fields[start_ticks]) / ticks_per_second
        );
    }
    std::error_code error;
    const std::filesystem::directory_iterator descriptors("/proc/self/fd", error);
    if (!error) {
        metrics.set(
            catalog::process_open_fds,
            {},
            static_cast<double>(std::distance(begin(descriptors), end(descriptors)))
        );
    }
}

void set_build_info(const Metrics& metrics, std::string_view version) {
    metrics.set(catalog::build_info, {version, "g++ " __VERSION__}, 1);
}

}  // namespace lectern::telemetry
