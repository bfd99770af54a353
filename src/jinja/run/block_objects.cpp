#include "jinja/run/block_objects.h"

#include "jinja/builtins/builtin.h"
#include "jinja/failure.h"
#include "jinja/text/python_text.h"

namespace tidings::jinja {
namespace {

void check_none(const Arguments& arguments) {
    if (const std::size_t given = arguments.positional.size(); given > 0) {
        type_error("BlockReference.__call__() takes 1 positional argument but " + std::to_string(given + 1) +
                   " were given");
    }
    check_unnamed("BlockReference.__call__", arguments);
}

}  // namespace

void BlockFunction::append_text(Rendering& /*rendering*/, std::string& out) {
    out += "<BlockReference>";
}

Value BlockFunction::attribute(Rendering& rendering, std::string_view name) {
    if (name != "super") return {};
    return make_super(rendering, context_, version_);
}

Value BlockFunction::call(Rendering& rendering, const Arguments& arguments) {
    check_none(arguments);
    return rendering.run_block(context_, version_);
}

bool BlockFunction::print_call(Rendering& rendering, const Arguments& arguments) {
    check_none(arguments);
    rendering.print_block(context_, version_);
    return true;
}

Value make_super(Rendering& rendering, Context& context, const BlockVersion& version) {
    if (version.older != nullptr) {
        return Value::object(rendering.arena().make<BlockFunction>(context, *version.older));
    }
    return rendering.undefined_hint("there is no parent block called " + repr_text(version.block->name) +
                                    ".");
}

void SelfObject::append_text(Rendering& /*rendering*/, std::string& out) {
    out.append("<TemplateReference ");
    out.append(context_.name.empty() ? "None" : repr_text(context_.name)).append(">");
}

Value SelfObject::item(Rendering& rendering, const Value& key) {
    if (context_.blocks == nullptr || !key.is_text()) return {};
    const BlockVersion* const found = context_.blocks->find(key.as_text());
    return found ? Value::object(rendering.arena().make<BlockFunction>(context_, *found)) : Value();
}

void Module::append_text(Rendering& /*rendering*/, std::string& out) {
    if (!unjoinable_.empty()) Rendering::cannot_join(unjoinable_);
    out += text_;
}

Value Module::attribute(Rendering& rendering, std::string_view name) {
    const Value* const found = names_.find(rendering, Value::text(name));
    return found ? *found : Value();
}

}  // namespace tidings::jinja
