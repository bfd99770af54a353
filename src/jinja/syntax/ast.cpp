#include "jinja/syntax/ast.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>

namespace tidings::jinja {

std::vector<const Body*> bodies_of(const Statement& statement) {
    using Kind = Statement::Kind;
    switch (statement.kind) {
        case Kind::if_: {
            const auto& node = static_cast<const IfStatement&>(statement);
            std::vector<const Body*> bodies;
            for (const auto& branch : node.branches) bodies.push_back(&branch.body);
            bodies.push_back(&node.otherwise);
            return bodies;
        }
        case Kind::for_: {
            const auto& node = static_cast<const ForStatement&>(statement);
            return {&node.body, &node.otherwise};
        }
        case Kind::set_block:
            return {&static_cast<const SetBlockStatement&>(statement).body};
        case Kind::with:
            return {&static_cast<const WithStatement&>(statement).body};
        case Kind::macro:
            return {&static_cast<const MacroStatement&>(statement).macro.body};
        case Kind::call_block:
            return {&static_cast<const CallBlockStatement&>(statement).caller.body};
        case Kind::filter_block:
            return {&static_cast<const FilterBlockStatement&>(statement).body};
        case Kind::autoescape:
            return {&static_cast<const AutoescapeStatement&>(statement).body};
        case Kind::block:
            return {&static_cast<const BlockStatement&>(statement).body};
        default:
            return {};
    }
}

namespace {

std::vector<const Expr*> defaults_of(const MacroBody& macro) {
    std::vector<const Expr*> defaults;
    for (const MacroParameter& parameter : macro.parameters) {
        if (parameter.fallback) defaults.push_back(parameter.fallback.get());
    }
    return defaults;
}

std::vector<const Expr*> present(std::initializer_list<const Expr*> exprs) {
    std::vector<const Expr*> out;
    std::copy_if(exprs.begin(), exprs.end(), std::back_inserter(out),
                 [](const Expr* e) { return e != nullptr; });
    return out;
}

}  // namespace

std::vector<const Expr*> expressions_of(const Statement& statement) {
    using Kind = Statement::Kind;
    switch (statement.kind) {
        case Kind::print:
            return {static_cast<const PrintStatement&>(statement).value.get()};
        case Kind::do_:
            return {static_cast<const DoStatement&>(statement).value.get()};
        case Kind::if_: {
            std::vector<const Expr*> tests;
            for (const auto& branch : static_cast<const IfStatement&>(statement).branches)
                tests.push_back(branch.test.get());
            return tests;
        }
        case Kind::for_: {
            const auto& node = static_cast<const ForStatement&>(statement);
            return present({node.items.get(), node.test.get()});
        }
        case Kind::set:
            return {static_cast<const SetStatement&>(statement).value.get()};
        case Kind::set_block:
            return present({static_cast<const SetBlockStatement&>(statement).filter.get()});
        case Kind::with: {
            std::vector<const Expr*> values;
            for (const ExprPtr& value : static_cast<const WithStatement&>(statement).values)
                values.push_back(value.get());
            return values;
        }
        case Kind::macro:
            return defaults_of(static_cast<const MacroStatement&>(statement).macro);
        case Kind::call_block: {
            const auto& node = static_cast<const CallBlockStatement&>(statement);
            std::vector<const Expr*> exprs = defaults_of(node.caller);
            exprs.push_back(node.call.get());
            return exprs;
        }
        case Kind::filter_block:
            return {static_cast<const FilterBlockStatement&>(statement).filter.get()};
        case Kind::autoescape:
            return {static_cast<const AutoescapeStatement&>(statement).enabled.get()};
        case Kind::include:
            return {static_cast<const IncludeStatement&>(statement).name.expr.get()};
        case Kind::import:
            return {static_cast<const ImportStatement&>(statement).name.expr.get()};
        case Kind::from_import:
            return {static_cast<const FromImportStatement&>(statement).name.expr.get()};
        case Kind::extends:
            return {static_cast<const ExtendsStatement&>(statement).name.expr.get()};
        case Kind::text:
        case Kind::break_:
        case Kind::continue_:
        case Kind::block:
            return {};
    }
    return {};
}

}  // namespace tidings::jinja
