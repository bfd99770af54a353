#pragma once

#include <cstddef>
#include <string_view>

#include "jinja/compile/compiled_template.h"
#include "jinja/syntax/ast.h"
#include "jinja/values/arena.h"

namespace tidings::jinja {

// A block as one template of the chain has it.
struct BlockVersion {
    const CompiledTemplate* owner = nullptr;
    const BlockStatement* block = nullptr;
    BlockVersion* older = nullptr;  // that of a template further up
};

// The blocks of a chain of templates, whose youngest is added first. Lives in the rendering's arena, and so
// do the versions, which stay where they are.
class Blocks {
public:
    void add(Arena& arena, const CompiledTemplate& compiled);

    std::size_t size() const { return size_; }

    // The youngest version, or nullptr.
    const BlockVersion* find(std::string_view name) const;

private:
    struct Entry {
        std::string_view name;
        BlockVersion* youngest = nullptr;
        BlockVersion* oldest = nullptr;
    };

    Entry* place_of(std::string_view name) const;

    Entry* entries_ = nullptr;  // as SortedBySize has it
    std::size_t size_ = 0;
};

}  // namespace tidings::jinja
