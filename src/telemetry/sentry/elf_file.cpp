#include "telemetry/sentry/elf_file.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "net/file_descriptor.hpp"
#include "telemetry/sentry/build_id.hpp"

namespace lectern::telemetry::sentry {

// The file in memory. Everything is read by copy and with its bounds, as a file may hold anything.
struct ElfFile::Mapping {
    explicit Mapping(std::span<const std::byte> mapped) : bytes(mapped) {}
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    ~Mapping() { ::munmap(const_cast<std::byte*>(bytes.data()), bytes.size()); }

    std::span<const std::byte> slice(std::uint64_t offset, std::uint64_t size) const {
        if (offset > bytes.size() || size > bytes.size() - offset) return {};
        return bytes.subspan(offset, size);
    }

    // Entries of a table that lie within the file.
    template <class Entry>
    std::vector<Entry> table(std::uint64_t offset, std::uint64_t count) const {
        if (offset > bytes.size() || count > (bytes.size() - offset) / sizeof(Entry)) return {};
        std::vector<Entry> entries(count);
        std::memcpy(entries.data(), bytes.data() + offset, count * sizeof(Entry));
        return entries;
    }

    const std::span<const std::byte> bytes;
    Elf64_Ehdr header{};
    std::vector<Elf64_Shdr> sections{};
};

namespace {

std::string_view name_at(std::span<const std::byte> names, std::uint32_t offset) {
    if (offset >= names.size()) return {};
    const std::string_view rest(
        reinterpret_cast<const char*>(names.data()) + offset, names.size() - offset
    );
    const auto end = rest.find('\0');
    return end == std::string_view::npos ? std::string_view{} : rest.substr(0, end);
}

bool is_ours(const Elf64_Ehdr& header) {
    constexpr unsigned char order =
        std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
    return std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
           header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_ident[EI_DATA] == order &&
           header.e_shentsize == sizeof(Elf64_Shdr) && header.e_phentsize == sizeof(Elf64_Phdr);
}

}  // namespace

std::optional<ElfFile> ElfFile::open(const std::string& path) {
    const net::FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status{};
    if (!file.is_open() || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) ||
        status.st_size < static_cast<off_t>(sizeof(Elf64_Ehdr)))
        return std::nullopt;
    const auto size = static_cast<std::size_t>(status.st_size);
    void* mapped = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (mapped == MAP_FAILED) return std::nullopt;
    ElfFile elf(std::make_unique<Mapping>(std::span(static_cast<const std::byte*>(mapped), size)));
    if (!elf.read()) return std::nullopt;
    return elf;
}

ElfFile::ElfFile(std::unique_ptr<Mapping> mapping) : mapping_(std::move(mapping)) {}
ElfFile::ElfFile(ElfFile&&) noexcept = default;
ElfFile& ElfFile::operator=(ElfFile&&) noexcept = default;
ElfFile::~ElfFile() = default;

bool ElfFile::read() {
    Elf64_Ehdr& header = mapping_->header;
    std::memcpy(&header, mapping_->bytes.data(), sizeof header);
    if (!is_ours(header)) return false;
    mapping_->sections = mapping_->table<Elf64_Shdr>(header.e_shoff, header.e_shnum);
    for (const auto& segment : mapping_->table<Elf64_Phdr>(header.e_phoff, header.e_phnum)) {
        if (segment.p_type == PT_NOTE && build_id_.empty())
            build_id_ = build_id_in_notes(mapping_->slice(segment.p_offset, segment.p_filesz));
    }
    read_symbols(SHT_SYMTAB);
    if (functions_.empty()) read_symbols(SHT_DYNSYM);
    std::ranges::sort(functions_, {}, &Symbol::address);
    return true;
}

void ElfFile::read_symbols(std::uint32_t type) {
    for (const Elf64_Shdr& section : mapping_->sections) {
        if (section.sh_type != type || section.sh_link >= mapping_->sections.size()) continue;
        const Elf64_Shdr& strings = mapping_->sections[section.sh_link];
        const auto names = mapping_->slice(strings.sh_offset, strings.sh_size);
        const auto symbols =
            mapping_->table<Elf64_Sym>(section.sh_offset, section.sh_size / sizeof(Elf64_Sym));
        for (const Elf64_Sym& symbol : symbols) {
            if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_size == 0) continue;
            const std::string_view name = name_at(names, symbol.st_name);
            if (name.empty()) continue;
            functions_.push_back({.address = symbol.st_value, .size = symbol.st_size, .name = name}
            );
        }
    }
}

std::optional<ElfFile::Function> ElfFile::find(std::uint64_t address) const {
    auto after = std::ranges::upper_bound(functions_, address, {}, &Symbol::address);
    if (after == functions_.begin()) return std::nullopt;
    const Symbol& symbol = *--after;
    if (address - symbol.address >= symbol.size) return std::nullopt;
    return Function{.name = symbol.name, .address = symbol.address};
}

}  // namespace lectern::telemetry::sentry
