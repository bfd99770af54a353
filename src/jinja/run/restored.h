#pragma once

#include "jinja/run/rendering.h"

namespace tidings::jinja {

// What another unit's code changes while it runs, put back at the end.
class Rendering::Restored {
public:
    explicit Restored(Rendering& rendering)
        : rendering_(rendering),
          template_(rendering.template_),
          frame_(rendering.frame_),
          context_(rendering.context_),
          parent_(rendering.parent_),
          escapes_(rendering.escapes_),
          muted_(rendering.muted_) {}
    Restored(const Restored&) = delete;
    Restored& operator=(const Restored&) = delete;
    ~Restored() {
        rendering_.template_ = template_;
        rendering_.frame_ = frame_;
        rendering_.context_ = context_;
        rendering_.parent_ = parent_;
        rendering_.escapes_ = escapes_;
        rendering_.muted_ = muted_;
    }

private:
    Rendering& rendering_;
    const CompiledTemplate* template_;
    Frame* frame_;
    Context* context_;
    const CompiledTemplate* parent_;
    const Escaping* escapes_;
    bool muted_;
};

}  // namespace tidings::jinja
