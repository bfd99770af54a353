#pragma once

#include "jinja/compile/compiled_template.h"
#include "jinja/run/rendering.h"

namespace tidings::jinja {

// A rendering for tests of what needs one: of an empty template, without data.
class EmptyRendering {
public:
    explicit EmptyRendering(const Options& options = {})
        : library_(options, nullptr),
          compiled_("", "", library_),
          rendering_(compiled_, data_, surroundings_) {}

    Rendering& get() { return rendering_; }

private:
    Library library_;
    CompiledTemplate compiled_;
    json::object data_;
    Surroundings surroundings_;
    Rendering rendering_;
};

}  // namespace tidings::jinja
