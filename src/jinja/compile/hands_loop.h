#pragma once

#include <map>
#include <utility>

#include "jinja/syntax/ast.h"

namespace tidings::jinja {

// Which loops of one template name `loop` in them; keeps what it found, as loops stand in each other.
class LoopNaming {
public:
    // Whether what a loop includes or imports with its context sees the `loop`. As in Jinja2, it does only
    // where the loop is recursive, its body names `loop` somewhere, blocks not counted, or has a scoped
    // block.
    bool hands_loop(const ForStatement& node);

private:
    bool names_loop(const Body& body, bool in_block);
    bool names_loop(const Statement& statement, bool in_block);

    std::map<std::pair<const Statement*, bool>, bool> known_;  // of loops, in a block or not
};

}  // namespace tidings::jinja
