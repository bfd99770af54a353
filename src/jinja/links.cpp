#include "jinja/links.h"

#include <algorithm>
#include <vector>

#include "jinja/check/course.h"
#include "jinja/check/linked.h"
#include "jinja/compile/compiled_template.h"
#include "jinja/syntax/position.h"
#include "jinja/text/python_text.h"

namespace tidings::jinja {
namespace {

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
        const CompiledTemplate& start = *pending_.front();
        while (!pending_.empty()) {
            const CompiledTemplate& compiled = *pending_.back();
            pending_.pop_back();
            for (const Statement* statement : compiled.linking) follow(compiled, *statement);
        }
        if (!links_.fault) take_course(course_faults_of(start));
        return std::move(links_);
    }

private:
    void take_course(CourseFaults faults) {
        links_.fault = std::move(faults.fault);
        links_.unfilled = std::move(faults.unfilled);
    }

    void follow(const CompiledTemplate& from, const Statement& statement) {
        const auto names = names_in(statement);
        if (!names) {
            links_.open = true;
            return;
        }
        links_.names.insert(names->begin(), names->end());
        const CompiledTemplate* const found = find(from, *names);
        if (found == nullptr) return tell_missing(from, statement, *names);
        if (seen_.insert(found).second) pending_.push_back(found);
        if (statement.kind == Statement::Kind::from_import) {
            check_imports(from, static_cast<const FromImportStatement&>(statement), *found);
        }
    }

    // nullptr, too, where one does not compile, which is told once and for all.
    const CompiledTemplate* find(const CompiledTemplate& from, const std::vector<std::string>& names) {
        try {
            return first_of(from, names);
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

    // Its parents' tops run with it.
    bool may_set(const CompiledTemplate& module, std::string_view name) {
        const auto ancestry = ancestry_of(module);
        return !ancestry ||
               std::ranges::any_of(*ancestry, [&](const auto* one) { return sets(one->body, name); });
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
