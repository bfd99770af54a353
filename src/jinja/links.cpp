#include "jinja/links.h"

#include <algorithm>
#include <vector>

#include "jinja/compile/compiled_template.h"
#include "jinja/syntax/position.h"
#include "jinja/text/python_text.h"

namespace tidings::jinja {
namespace {

const Expr& name_in(const Statement& statement) {
    switch (statement.kind) {
        case Statement::Kind::include:
            return *static_cast<const IncludeStatement&>(statement).name.expr;
        case Statement::Kind::import:
            return *static_cast<const ImportStatement&>(statement).name.expr;
        case Statement::Kind::from_import:
            return *static_cast<const FromImportStatement&>(statement).name.expr;
        default:
            return *static_cast<const ExtendsStatement&>(statement).name.expr;
    }
}

// What a name is when it is written as a text or a list of texts; nothing when it is worked out.
std::optional<std::vector<std::string>> constant_names(const Expr& expr) {
    if (expr.kind == Expr::Kind::constant) {
        const auto& constant = static_cast<const Constant&>(expr);
        if (!constant.value.is_text()) return std::nullopt;
        return std::vector{std::string(constant.value.as_text())};
    }
    if (expr.kind != Expr::Kind::list && expr.kind != Expr::Kind::tuple) return std::nullopt;
    std::vector<std::string> names;
    for (const ExprPtr& item : static_cast<const Sequence&>(expr).items) {
        const auto name = constant_names(*item);
        if (!name || item->kind != Expr::Kind::constant) return std::nullopt;
        names.push_back(name->front());
    }
    return names;
}

bool sets(const Target& target, std::string_view name) {
    if (target.kind == Target::Kind::name && target.name == name) return true;
    return std::ranges::any_of(target.items, [&](const Target& item) { return sets(item, name); });
}

// Whether a template's top sets the name, in any of its branches.
bool sets(const Body& body, std::string_view name) {
    return std::ranges::any_of(body, [&](const auto& child) {
        switch (child->kind) {
            case Statement::Kind::set:
                return sets(static_cast<const SetStatement&>(*child).target, name);
            case Statement::Kind::set_block:
                return sets(static_cast<const SetBlockStatement&>(*child).target, name);
            case Statement::Kind::macro:
                return sets(static_cast<const MacroStatement&>(*child).target, name);
            case Statement::Kind::import:
                return sets(static_cast<const ImportStatement&>(*child).target, name);
            case Statement::Kind::from_import:
                return std::ranges::any_of(static_cast<const FromImportStatement&>(*child).imports,
                                           [&](const auto& import) { return sets(import.target, name); });
            case Statement::Kind::if_: {
                const auto& node = static_cast<const IfStatement&>(*child);
                return sets(node.otherwise, name) ||
                       std::ranges::any_of(node.branches, [&](const auto& b) { return sets(b.body, name); });
            }
            default:
                return false;
        }
    });
}

class Walk {
public:
    explicit Walk(const CompiledTemplate& start) : pending_{&start} {}

    Links run() {
        find_unfilled(*pending_.front());
        while (!pending_.empty()) {
            const CompiledTemplate& compiled = *pending_.back();
            pending_.pop_back();
            for (const Statement* statement : compiled.linking) follow(compiled, *statement);
        }
        return std::move(links_);
    }

private:
    void follow(const CompiledTemplate& from, const Statement& statement) {
        const auto names = constant_names(name_in(statement));
        if (!names) {
            links_.open = true;
            return;
        }
        links_.names.insert(names->begin(), names->end());
        const CompiledTemplate* const found = first_of(from, *names);
        if (found == nullptr) return tell_missing(from, statement, *names);
        if (seen_.insert(found).second) pending_.push_back(found);
        if (statement.kind == Statement::Kind::from_import) {
            check_imports(from, static_cast<const FromImportStatement&>(statement), *found);
        }
    }

    const CompiledTemplate* first_of(const CompiledTemplate& from, const std::vector<std::string>& names) {
        for (const std::string& name : names) {
            if (const CompiledTemplate* const found = find(from, name)) return found;
        }
        return nullptr;
    }

    // The template of that name; nullptr, too, where it does not compile, which is told once and for all.
    const CompiledTemplate* find(const CompiledTemplate& from, const std::string& name) {
        try {
            return from.library().find(name);
        } catch (const TemplateError& error) {
            if (!links_.fault) links_.fault = error;
            return nullptr;
        }
    }

    void tell_missing(const CompiledTemplate& from, const Statement& statement,
                      const std::vector<std::string>& names) {
        const bool may = statement.kind == Statement::Kind::include &&
                         static_cast<const IncludeStatement&>(statement).ignore_missing;
        if (may || links_.fault) return;
        if (name_in(statement).kind == Expr::Kind::constant) {
            return tell(from, statement, "TemplateNotFound", names.front());
        }
        std::string list;
        for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
        tell(from, statement, "TemplatesNotFound",
             names.empty() ? "Tried to select from an empty list of templates."
                           : "none of the templates given were found: " + list);
    }

    void check_imports(const CompiledTemplate& from, const FromImportStatement& node,
                       const CompiledTemplate& module) {
        for (const FromImportStatement::Import& import : node.imports) {
            if (may_set(module, import.name) || links_.fault) continue;
            const auto line = position_of(from.source(), node.offset).line;
            tell(from, node, "UndefinedError",
                 "the template " + repr_text(module.name()) + " (imported on line " + std::to_string(line) +
                     ") does not export the requested name " + repr_text(import.name));
        }
    }

    // A template and those that it extends, the nearest first; nothing where only rendering knows.
    std::optional<std::vector<const CompiledTemplate*>> ancestry(const CompiledTemplate& start) {
        constexpr std::size_t kParentsMax = 100;
        std::vector<const CompiledTemplate*> chain{&start};
        while (chain.size() < kParentsMax) {
            const CompiledTemplate* parent = nullptr;
            for (const Statement* statement : chain.back()->linking) {
                if (statement->kind != Statement::Kind::extends) continue;
                const auto names = constant_names(name_in(*statement));
                parent = names ? first_of(*chain.back(), *names) : nullptr;
                if (parent == nullptr) return std::nullopt;
            }
            if (parent == nullptr) return chain;
            chain.push_back(parent);
        }
        return std::nullopt;
    }

    // Its parents' tops run with it.
    bool may_set(const CompiledTemplate& module, std::string_view name) {
        const auto chain = ancestry(module);
        return !chain || std::ranges::any_of(*chain, [&](const auto* one) { return sets(one->body, name); });
    }

    // Of the last of its parents each block is rendered that stands at its top, outside of any branch.
    void find_unfilled(const CompiledTemplate& start) {
        const auto chain = ancestry(start);
        if (!chain) return;
        const CompiledTemplate& root = *chain->back();
        for (const auto& child : root.body) {
            if (child->kind != Statement::Kind::block) continue;
            const auto& block = static_cast<const BlockStatement&>(*child);
            const bool filled = std::ranges::any_of(
                *chain, [&](const auto* one) { return one != &root && one->blocks.contains(block.name); });
            if (!block.required || filled) continue;
            const Position at = position_of(root.source(), block.offset);
            links_.unfilled = TemplateError{"TemplateRuntimeError",
                                            "Required block " + repr_text(block.name) + " not found", at.line,
                                            at.column, root.name()};
            return;
        }
    }

    void tell(const CompiledTemplate& from, const Statement& statement, std::string kind,
              std::string message) {
        const Position at = position_of(from.source(), statement.offset);
        links_.fault = TemplateError{std::move(kind), std::move(message), at.line, at.column, from.name()};
    }

    Links links_;
    std::vector<const CompiledTemplate*> pending_;
    std::set<const CompiledTemplate*> seen_;
};

}  // namespace

Links links_of(const CompiledTemplate& compiled) {
    return Walk(compiled).run();
}

}  // namespace tidings::jinja
