#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include <dlfcn.h>

#include "telemetry/gpu/testing/fake_nvml.hpp"

namespace lectern::telemetry::gpu::testing {

/// A stand-in library that a test holds loaded, with a script that begins empty.
class LoadedFake final {
  public:
    explicit LoadedFake(const char* file) : file_(file), handle_(::dlopen(file, RTLD_NOW)) {
        if (handle_ == nullptr) throw std::runtime_error(::dlerror());
        const auto control =
            reinterpret_cast<FakeNvmlControl*>(::dlsym(handle_.get(), fake_nvml_control));
        fake_ = control();
        fake_->script([](FakeNvml::State& state) { state = {}; });
    }

    const std::string& file() const { return file_; }
    FakeNvml& operator*() const { return *fake_; }
    FakeNvml* operator->() const { return fake_; }

  private:
    struct Unload {
        void operator()(void* handle) const { ::dlclose(handle); }
    };

    const std::string file_;
    std::unique_ptr<void, Unload> handle_;
    FakeNvml* fake_ = nullptr;
};

}  // namespace lectern::telemetry::gpu::testing
