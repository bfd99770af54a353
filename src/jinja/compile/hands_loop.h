#pragma once

#include "jinja/syntax/ast.h"

namespace tidings::jinja {

// Whether what a loop includes or imports with its context sees the `loop`. As in Jinja2, it does only where
// the loop is recursive, its body names `loop` somewhere, blocks not counted, or has a scoped block.
bool hands_loop(const ForStatement& node);

}  // namespace tidings::jinja
