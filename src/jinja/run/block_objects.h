#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "jinja/failure.h"
#include "jinja/run/rendering.h"
#include "jinja/values/generator.h"
#include "jinja/values/value.h"

namespace tidings::jinja {

// `super`, and `self.name`: a block that prints when it is called.
class BlockFunction final : public Object {
public:
    BlockFunction(Context& context, const BlockVersion& version) : context_(context), version_(version) {}

    std::string_view type_name() const override { return "BlockReference"; }
    void append_text(Rendering& rendering, std::string& out) override;
    Value attribute(Rendering& rendering, std::string_view name) override;
    bool is_callable() const override { return true; }
    Value call(Rendering& rendering, const Arguments& arguments) override;
    bool print_call(Rendering& rendering, const Arguments& arguments) override;

private:
    Context& context_;
    const BlockVersion& version_;
};

// `super` in a version of a block: the one before it, or an undefined value.
Value make_super(Rendering& rendering, Context& context, const BlockVersion& version);

// `self`: the blocks of the template by name.
class SelfObject final : public Object {
public:
    explicit SelfObject(Context& context) : context_(context) {}

    std::string_view type_name() const override { return "TemplateReference"; }
    void append_text(Rendering& rendering, std::string& out) override;
    bool is_subscriptable() const override { return true; }
    Value item(Rendering& rendering, const Value& key) override;
    // Python would go through it by number, and looks for a block called 0.
    Generator* iterator() override { return &items_; }
    bool is_iterable() const override { return true; }
    bool is_true() const override { return true; }
    std::optional<std::size_t> size(Rendering& /*rendering*/) override { return std::nullopt; }

private:
    class NoItems final : public Generator {
    public:
        NoItems() : Generator("iterator") {}
        bool next(Rendering& /*rendering*/, Value& /*item*/) override { fail("KeyError", "0"); }
    };

    NoItems items_;
    Context& context_;
};

// What import makes: the names that another template exports.
class Module final : public Object {
public:
    // `unjoinable`: the type of what it has printed that is no text, which Rendering::append_unchanged tells
    // of.
    Module(std::string_view text, std::string_view unjoinable, Dict& names)
        : text_(text), unjoinable_(unjoinable), names_(names) {}

    std::string_view type_name() const override { return "TemplateModule"; }
    bool is_html() const override { return true; }
    void append_text(Rendering& rendering, std::string& out) override;
    Value attribute(Rendering& rendering, std::string_view name) override;

private:
    std::string_view text_;
    std::string_view unjoinable_;
    Dict& names_;
};

}  // namespace tidings::jinja
