#include "telemetry/sentry/symbolizer.hpp"

#include <cstdio>
#include <fstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/testing/temporary_folder.hpp"
#include "telemetry/sentry/build_id.hpp"
#include "telemetry/sentry/stack_json.hpp"
#include "telemetry/sentry/stack_trace.hpp"

namespace lectern::telemetry::sentry {

// Not in the unnamed namespace, so that nothing of them is optimised away.
[[gnu::noinline]] void inner_of_the_test(StackTrace& stack) {
    walk_stack(stack);
    asm volatile("" ::: "memory");  // no tail call
}
[[gnu::noinline]] void outer_of_the_test(StackTrace& stack) {
    inner_of_the_test(stack);
    asm volatile("" ::: "memory");
}

namespace {

std::string file_bytes(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Symbolizer, NamesTheFunctionsOfAStack) {
    StackTrace stack;
    outer_of_the_test(stack);
    const auto modules = loaded_modules();
    Symbolizer symbolizer(modules);
    const auto frames = readable_frames(stack.frames(), symbolizer);
    ASSERT_GE(frames.size(), 3U);
    EXPECT_TRUE(frames[0].function.starts_with("lectern::telemetry::sentry::inner_of_the_test("))
        << frames[0].function;
    EXPECT_TRUE(frames[1].function.starts_with("lectern::telemetry::sentry::outer_of_the_test("));
    EXPECT_EQ(frames[0].function_address, reinterpret_cast<std::uintptr_t>(&inner_of_the_test));
    EXPECT_TRUE(is_own(frames[0]));
    EXPECT_EQ(culprit_of(frames), "lectern::telemetry::sentry::inner_of_the_test");
    // main is the program's, but no code of ours.
    const auto images = images_json(frames);
    ASSERT_FALSE(images.empty());
    EXPECT_EQ(images[0].at("type"), "elf");
    EXPECT_EQ(images[0].at("code_id").as_string().size(), modules[0].build_id.size());
}

TEST(Symbolizer, KnowsFunctionsOfLibraries) {
    const auto modules = loaded_modules();
    Symbolizer symbolizer(modules);
    const Frame frame = symbolizer.find(reinterpret_cast<std::uintptr_t>(&std::fclose) + 1);
    ASSERT_NE(frame.module, nullptr);
    EXPECT_NE(frame.module, &modules[0]);
    EXPECT_FALSE(is_own(frame));
    EXPECT_FALSE(frame.function.empty());
}

TEST(Symbolizer, ReadsNothingFromAnotherBuildOfTheFile) {
    auto modules = loaded_modules();
    modules[0].build_id = "0123456789";
    Symbolizer symbolizer(modules);
    const Frame frame = symbolizer.find(reinterpret_cast<std::uintptr_t>(&outer_of_the_test));
    EXPECT_EQ(frame.module, modules.data());
    EXPECT_EQ(frame.function, "");
}

TEST(Symbolizer, SaysNothingOfAddressesInNoModule) {
    const auto modules = loaded_modules();
    Symbolizer symbolizer(modules);
    EXPECT_EQ(symbolizer.find(16).module, nullptr);
    EXPECT_EQ(symbolizer.find(16).function, "");
}

TEST(LoadedModules, BeginWithTheProgramAndItsBuildId) {
    const auto modules = loaded_modules();
    ASSERT_FALSE(modules.empty());
    EXPECT_TRUE(modules[0].file.ends_with("telemetry_sentry_test"));
    EXPECT_GE(modules[0].build_id.size(), 16U);
    const auto file = ElfFile::open(modules[0].file);
    ASSERT_TRUE(file);
    EXPECT_EQ(file->build_id(), modules[0].build_id);
    EXPECT_EQ(count_of_loads(), count_of_loads());
}

TEST(ElfFile, IsNoneWhereThereIsNone) {
    const TemporaryFolder folder;
    EXPECT_FALSE(ElfFile::open(folder.path()));
    EXPECT_FALSE(ElfFile::open(folder.path() / "absent"));
    std::ofstream(folder.path() / "text") << "not a program " << std::string(200, 'x');
    EXPECT_FALSE(ElfFile::open(folder.path() / "text"));
}

TEST(ElfFile, ReadsNothingBeyondAFileThatIsDamaged) {
    const TemporaryFolder folder;
    const std::string path = folder.path() / "damaged";
    // The smallest program that is always there.
    const std::string good = file_bytes("/bin/true");
    rc::check([&] {
        std::string bytes = good.substr(0, *rc::gen::inRange<std::size_t>(1, good.size()));
        const auto flips = *rc::gen::inRange(0, 20);
        for (int i = 0; i < flips; ++i) {
            const auto place =
                *rc::gen::inRange<std::size_t>(0, std::min<std::size_t>(bytes.size(), 4096));
            bytes[place] = *rc::gen::arbitrary<char>();
        }
        std::ofstream(path, std::ios::binary) << bytes;
        if (const auto file = ElfFile::open(path)) {
            const auto function = file->find(*rc::gen::arbitrary<std::uint64_t>());
            if (function) RC_ASSERT(!function->name.empty());
        }
    });
}

TEST(BuildId, IsFoundAmongOtherNotes) {
    const std::array<std::uint8_t, 44> notes{4,   0,   0,   0,    4,    0,    0,    0,    1, 0, 0,
                                             0,   'G', 'N', 'U',  0,    9,    9,    9,    9, 4, 0,
                                             0,   0,   5,   0,    0,    0,    3,    0,    0, 0, 'G',
                                             'N', 'U', 0,   0xab, 0xcd, 0xef, 0x01, 0x23, 0, 0, 0};
    EXPECT_EQ(build_id_in_notes(std::as_bytes(std::span(notes))), "abcdef0123");
    for (std::size_t size = 0; size < 41; ++size)
        EXPECT_EQ(build_id_in_notes(std::as_bytes(std::span(notes).first(size))), "") << size;
}

TEST(BuildId, BecomesTheIdThatSentryKnowsDebugFilesBy) {
    // The example of Sentry's own documentation of debug identifiers.
    EXPECT_EQ(
        debug_id_of("b5381a457906d279073822a5ceb24c4bfef94ddb"),
        "451a38b5-0679-79d2-0738-22a5ceb24c4b"
    );
    EXPECT_EQ(debug_id_of("abcd"), "0000cdab-0000-0000-0000-000000000000");
    EXPECT_EQ(debug_id_of(""), "");
}

TEST(Demangle, LeavesWhatIsNoMangledName) {
    EXPECT_EQ(demangle("_ZNSt6vectorIiE5clearEv"), "std::vector<int>::clear()");
    EXPECT_EQ(demangle("main"), "main");
    EXPECT_EQ(demangle(typeid(std::bad_alloc).name()), "std::bad_alloc");
}

Frame named(std::string function) { return {.function = std::move(function)}; }

TEST(Culprit, IsTheInnermostOwnFunctionWithoutItsParameters) {
    const std::vector<Frame> frames{
        named("raise"),
        named("std::vector<lectern::Error>::at(unsigned long)"),
        named("lectern::graphql::(anonymous "
              "namespace)::Run::go(int)::{lambda(int)#1}::operator()(int) const"),
        named("main"),
    };
    EXPECT_EQ(culprit_of(frames), "lectern::graphql::(anonymous namespace)::Run::go");
    EXPECT_EQ(culprit_of(std::span(frames).first(2)), "raise");
    EXPECT_EQ(culprit_of({}), "");
    EXPECT_FALSE(is_own(frames[1]));
    EXPECT_TRUE(is_own(named("void lectern::core::run<int>(int)")));
    EXPECT_FALSE(is_own(named(
        "std::_Function_handler<int (lectern::Call&), lectern::bind()::{lambda()#1}>::_M_invoke()"
    )));
}

}  // namespace
}  // namespace lectern::telemetry::sentry
