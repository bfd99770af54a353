#include "jinja/run/block_objects.h"
#include "jinja/run/capture.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/run/restored.h"
#include "jinja/text/python_text.h"
#include "jinja/values/compare.h"
#include "jinja/values/cursor.h"
#include "jinja/values/items.h"
#include "jinja/values/text.h"

namespace tidings::jinja {

Blocks* Rendering::blocks_of(const CompiledTemplate& compiled) {
    Blocks* const blocks = arena_.make<Blocks>();
    add_blocks(*blocks, compiled);
    return blocks;
}

void Rendering::add_blocks(Blocks& blocks, const CompiledTemplate& compiled) {
    charge((blocks.size() + compiled.blocks.size()) / 8);
    blocks.add(arena_, compiled);
}

// Runs a template's top, then that of the template it extends, in the same context.
void Rendering::run_template(const CompiledTemplate& compiled, Context& context) {
    const Nested nested(*this);
    const Restored restored(*this);
    template_ = &compiled;
    context_ = &context;
    escapes_ = written_autoescape();
    parent_ = nullptr;
    muted_ = false;
    frame_ = new_frame(compiled.unit, nullptr);
    if (compiled.uses_self)
        frame_->slots[compiled.self_slot] = Value::object(arena_.make<SelfObject>(context));
    exec(compiled.body);
    if (parent_ != nullptr) run_template(*parent_, context);
}

const CompiledTemplate* Rendering::find_named(const Value& name) {
    if (name.is_undefined()) undefined_error(name);
    if (name.is_text()) return template_->library().find(name.as_text());
    hash_of(*this, name);  // Jinja2 looks it up in a dict
    return nullptr;
}

const CompiledTemplate& Rendering::load(const Value& name) {
    if (const CompiledTemplate* const found = find_named(name)) return *found;
    fail("TemplateNotFound", std::string(to_text(*this, name)));
}

// For include: a name, or several of which the first that exists counts; nullptr when there is none.
const CompiledTemplate* Rendering::find_template(const Value& names) {
    if (names.is_undefined() || names.is_text()) return find_named(names);
    if (!truth(*this, names)) return nullptr;
    Cursor cursor(*this, names);
    for (Value name; cursor.next(*this, name);) {
        if (name.is_undefined()) continue;
        if (const CompiledTemplate* const found = find_named(name)) return found;
    }
    // Jinja2 names the error by the last of them.
    if (names.is_mapping()) fail("KeyError", "-1");
    if (!is_subscriptable(names)) {
        type_error("'" + std::string(type_name(names)) + "' object is not subscriptable");
    }
    return nullptr;
}

const CompiledTemplate& Rendering::load_any(const Value& names) {
    if (const CompiledTemplate* const found = find_template(names)) return *found;
    if (names.is_text()) fail("TemplateNotFound", std::string(names.as_text()));
    if (!truth(*this, names)) {
        fail("TemplatesNotFound", "Tried to select from an empty list of templates.");
    }
    const Items items(*this, names);
    std::string list;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) list += ", ";
        if (items[i].is_undefined()) {
            list += undefined_message(items[i]);
        } else {
            append_str(*this, items[i], list);
        }
    }
    fail("TemplatesNotFound", "none of the templates given were found: " + list);
}

// What a constant names is looked for once.
const CompiledTemplate& Rendering::load(const TemplateName& name, std::uint32_t offset, bool may_be_list) {
    at(offset);
    if (const CompiledTemplate* const known = name.known.load(std::memory_order_acquire)) return *known;
    const Value names = eval(*name.expr);
    at(offset);
    const CompiledTemplate& found = may_be_list ? load_any(names) : load(names);
    if (name.expr->kind == Expr::Kind::constant) name.known.store(&found, std::memory_order_release);
    return found;
}

// The same, or nullptr.
const CompiledTemplate* Rendering::find(const TemplateName& name, std::uint32_t offset) {
    const Value names = eval(*name.expr);
    at(offset);
    return find_template(names);
}

Dict* Rendering::visible(const std::vector<VisibleName>& names) {
    Dict* const dict = arena_.make<Dict>();
    for (const VisibleName& name : names) {
        for (const SlotRef ref : name.slots) {
            const Frame* frame = frame_;
            for (std::uint16_t hop = 0; hop < ref.hops; ++hop) frame = frame->parent;
            const Value& value = frame->slots[ref.slot];
            if (value.is_missing()) continue;
            dict->set(*this, Value::text(name.name), value);
            break;
        }
    }
    return dict;
}

Context* Rendering::new_context(bool with_context, const std::vector<VisibleName>& names) {
    Context* const context = arena_.make<Context>();
    context->exported = arena_.make<Dict>();
    context->autoescape = arena_.make<Escaping>(*written_autoescape());
    if (!with_context) return context;
    context->outer = context_;
    context->locals = visible(names);
    return context;
}

void Rendering::exec_include(const IncludeStatement& node) {
    const CompiledTemplate* const found =
        node.ignore_missing ? find(node.name, node.offset) : &load(node.name, node.offset, true);
    if (found == nullptr) return;
    Context* const context = new_context(node.with_context, node.visible);
    context->name = found->name();
    context->blocks = blocks_of(*found);
    run_template(*found, *context);
}

Value Rendering::import_module(const CompiledTemplate& compiled, bool with_context,
                               const std::vector<VisibleName>& names) {
    Context* const context = new_context(with_context, names);
    context->name = compiled.name();
    context->blocks = blocks_of(compiled);
    std::string_view unjoinable;
    const std::string_view text = capture([&] {
        run_template(compiled, *context);
        unjoinable =
            std::exchange(unjoinable_, std::string_view());  // the module fails only where it is printed
    });
    Dict* const exported = arena_.make<Dict>();
    for (const Dict::Entry& entry : context->exported->entries()) {
        if (!entry.key.as_text().starts_with('_')) exported->set(*this, entry.key, entry.value);
    }
    return Value::object(arena_.make<Module>(text, unjoinable, *exported));
}

void Rendering::exec_import(const ImportStatement& node) {
    const CompiledTemplate& compiled = load(node.name, node.offset);
    assign_exported(node.target, import_module(compiled, node.with_context, node.visible), node.exported);
}

void Rendering::exec_from_import(const FromImportStatement& node) {
    const CompiledTemplate& compiled = load(node.name, node.offset);
    const Value module = import_module(compiled, node.with_context, node.visible);
    for (const FromImportStatement::Import& import : node.imports) {
        Value value = module.as_object().attribute(*this, import.name);
        if (value.is_missing()) {
            value = undefined_hint("the template " + repr_text(compiled.name()) + " (imported on " +
                                   place_of(node.offset) + ") does not export the requested name " +
                                   repr_text(import.name));
        }
        assign_exported(import.target, value, node.exported);
    }
}

void Rendering::exec_extends(const ExtendsStatement& node) {
    at(node.offset);
    if (parent_ != nullptr) fail("TemplateRuntimeError", "extended multiple times");
    parent_ = &load(node.name, node.offset);
    if (context_->blocks == nullptr) context_->blocks = arena_.make<Blocks>();
    add_blocks(*context_->blocks, *parent_);
    muted_ = true;  // what is left of this template only sets variables
}

void Rendering::exec_block(const BlockStatement& node) {
    if (muted_ && node.at_top) return;
    const BlockVersion& version = *context_->blocks->find(node.name);
    at(node.offset);
    if (node.required && version.older == nullptr) {
        fail("TemplateRuntimeError", "Required block " + repr_text(node.name) + " not found");
    }
    const Restored restored(*this);
    if (node.scoped) {
        Context* const context = arena_.make<Context>();
        context->outer = context_;
        context->locals = visible(node.visible);
        context->name = context_->name;
        context->blocks = context_->blocks;
        context->autoescape = context_->autoescape;
        context_ = context;
    }
    exec_block_body(version);
}

void Rendering::exec_block_body(const BlockVersion& version) {
    const Nested nested(*this);
    const BlockStatement& block = *version.block;
    template_ = version.owner;
    escapes_ = written_autoescape();
    parent_ = nullptr;
    muted_ = false;
    frame_ = new_frame(block.unit, nullptr);
    if (block.uses_self) frame_->slots[block.self_slot] = Value::object(arena_.make<SelfObject>(*context_));
    if (block.uses_super) frame_->slots[block.super_slot] = make_super(*this, *context_, version);
    exec(block.body);
}

Value Rendering::run_block(Context& context, const BlockVersion& version) {
    const Restored restored(*this);
    context_ = &context;
    const std::string_view text = capture([&] { exec_block_body(version); });
    return Value::text(text, known(*context.autoescape));
}

void Rendering::print_block(Context& context, const BlockVersion& version) {
    const std::size_t start = out_.size();
    {
        const Restored restored(*this);
        context_ = &context;
        joined([&] { exec_block_body(version); });
    }
    if (!known(*context.autoescape)) escape_since(start);
}

}  // namespace tidings::jinja
