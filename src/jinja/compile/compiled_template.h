#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "jinja/loader.h"
#include "jinja/options.h"
#include "jinja/syntax/ast.h"

namespace tidings::jinja {

class CompiledTemplate;

// What templates that name each other share: the options, and those already compiled. Any thread may use it.
class Library {
public:
    Library(const Options& options, std::shared_ptr<const Loader> loader)
        : options_(options), loader_(std::move(loader)) {}

    const Options& options() const { return options_; }

    // The template of that name, or nullptr when the loader has none. It lives as long as the library. Throws
    // TemplateError when it does not compile.
    const CompiledTemplate* find(std::string_view name);

private:
    const Options options_;
    const std::shared_ptr<const Loader> loader_;
    std::mutex mutex_;
    std::map<std::string, std::unique_ptr<const CompiledTemplate>, std::less<>> templates_;
};

// An order of names that looks at few of their bytes.
struct SortedBySize {
    bool operator()(std::string_view a, std::string_view b) const {
        return a.size() != b.size() ? a.size() < b.size() : a < b;
    }
};

// One template, ready to run. Nothing in it changes.
class CompiledTemplate {
public:
    // Throws TemplateError. `library` outlives the template.
    CompiledTemplate(std::string name, std::string_view source, Library& library);

    const std::string& name() const { return name_; }
    const std::string& source() const { return source_; }
    std::size_t line_of(std::uint32_t offset) const;  // from 1; soon, as rendering may ask often
    Library& library() const { return library_; }

    Body body;
    Unit unit;
    std::map<std::string_view, const BlockStatement*, SortedBySize> blocks;
    std::vector<const Statement*> linking;               // its include, import, from … import and extends
    std::vector<const BlockStatement*> blocks_in_order;  // of the source
    bool uses_self = false;
    std::uint16_t self_slot = 0;

    // About how long what it prints is, so that room is made once. Any thread may ask and tell.
    std::size_t usual_output() const { return usual_output_.load(std::memory_order_relaxed); }
    void tell_output(std::size_t bytes) const;

private:
    std::string name_;
    std::string source_;  // normalized; the tree has views into it
    std::vector<std::uint32_t> newlines_;
    Library& library_;
    mutable std::atomic<std::size_t> usual_output_;
};

}  // namespace tidings::jinja
