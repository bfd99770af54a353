#include "jinja/links.h"

#include <map>
#include <set>
#include <vector>

#include "jinja/check/course.h"
#include "jinja/check/linked.h"
#include "jinja/compile/compiled_template.h"
#include "jinja/syntax/position.h"
#include "jinja/text/python_text.h"

namespace tidings::jinja {
namespace {

using Names = std::set<std::string_view>;

void add_names(const Target& target, Names& names) {
    if (target.kind == Target::Kind::name) names.insert(target.name);
    for (const Target& item : target.items) add_names(item, names);
}

// What a template's top sets, in any of its branches.
void add_names(const Body& body, Names& names) {
    for (const auto& child : body) {
        switch (child->kind) {
            case Statement::Kind::set:
                add_names(static_cast<const SetStatement&>(*child).target, names);
                break;
            case Statement::Kind::set_block:
                add_names(static_cast<const SetBlockStatement&>(*child).target, names);
                break;
            case Statement::Kind::macro:
                add_names(static_cast<const MacroStatement&>(*child).target, names);
                break;
            case Statement::Kind::import:
                add_names(static_cast<const ImportStatement&>(*child).target, names);
                break;
            case Statement::Kind::from_import:
                for (const auto& import : static_cast<const FromImportStatement&>(*child).imports)
                    add_names(import.target, names);
                break;
            case Statement::Kind::if_:
                for (const Body* branch : bodies_of(*child)) add_names(*branch, names);
                break;
            default:
                break;
        }
    }
}

// Those that a module may have; nothing where only rendering knows. Its parents' tops run with it.
std::optional<Names> names_set_by(const CompiledTemplate& module) {
    const auto ancestry = ancestry_of(module);
    if (!ancestry) return std::nullopt;
    Names names;
    for (const CompiledTemplate* one : *ancestry) add_names(one->body, names);
    return names;
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
        const auto& exports = exports_of(module);
        for (const FromImportStatement::Import& import : node.imports) {
            if (!exports || exports->contains(import.name) || links_.fault) continue;
            const auto line = position_of(from.source(), node.offset).line;
            tell(from, node, "UndefinedError",
                 "the template " + repr_text(module.name()) + " (imported on line " + std::to_string(line) +
                     ") does not export the requested name " + repr_text(import.name));
        }
    }

    const std::optional<Names>& exports_of(const CompiledTemplate& module) {
        const auto known = exports_.find(&module);
        return known != exports_.end() ? known->second
                                       : exports_.emplace(&module, names_set_by(module)).first->second;
    }

    void tell(const CompiledTemplate& from, const Statement& statement, std::string kind,
              std::string message) {
        const Position at = position_of(from.source(), statement.offset);
        links_.fault = TemplateError{std::move(kind), std::move(message), at.line, at.column, from.name()};
    }

    Links links_;
    std::vector<const CompiledTemplate*> pending_;
    std::set<const CompiledTemplate*> seen_;
    std::map<const CompiledTemplate*, std::optional<Names>> exports_;
};

}  // namespace

Links links_of(const CompiledTemplate& compiled) {
    return Walk(compiled).run();
}

}  // namespace tidings::jinja
