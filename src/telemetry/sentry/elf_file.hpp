#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lectern::telemetry::sentry {

/// The names of functions in a program or library on disk, from its symbol table, or where that was
/// stripped from the table for the loader. Whatever the file holds, nothing beyond it is read.
class ElfFile final {
  public:
    struct Function {
        std::string_view name;  ///< As the linker knows it; lives as long as the file.
        std::uint64_t address = 0;
    };

    /// Nothing when there is no such file or it is no ELF file of this machine's kind.
    static std::optional<ElfFile> open(const std::string& path);
    ElfFile(ElfFile&&) noexcept;
    ElfFile& operator=(ElfFile&&) noexcept;
    ~ElfFile();

    /// Hexadecimal; empty when it has none.
    const std::string& build_id() const { return build_id_; }

    /// The function that holds an address of the file.
    std::optional<Function> find(std::uint64_t address) const;

  private:
    struct Mapping;
    struct Symbol {
        std::uint64_t address = 0;
        std::uint64_t size = 0;
        std::string_view name{};
    };

    explicit ElfFile(std::unique_ptr<Mapping> mapping);
    bool read();
    void read_symbols(std::uint32_t type);

    std::unique_ptr<Mapping> mapping_;
    std::string build_id_;
    std::vector<Symbol> functions_;  // by address
};

}  // namespace lectern::telemetry::sentry
