#include "jinja/check/linked.h"

#include <algorithm>

namespace tidings::jinja {
namespace {

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

}  // namespace

const Expr& name_in(const Statement& linking) {
    switch (linking.kind) {
        case Statement::Kind::include:
            return *static_cast<const IncludeStatement&>(linking).name.expr;
        case Statement::Kind::import:
            return *static_cast<const ImportStatement&>(linking).name.expr;
        case Statement::Kind::from_import:
            return *static_cast<const FromImportStatement&>(linking).name.expr;
        default:
            return *static_cast<const ExtendsStatement&>(linking).name.expr;
    }
}

std::optional<std::vector<std::string>> names_in(const Statement& linking) {
    return constant_names(name_in(linking));
}

const CompiledTemplate* first_of(const CompiledTemplate& from, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        if (const CompiledTemplate* const found = from.library().find(name)) return found;
    }
    return nullptr;
}

const CompiledTemplate* linked_by(const CompiledTemplate& from, const Statement& linking) {
    const auto names = names_in(linking);
    if (!names) return nullptr;
    try {
        return first_of(from, *names);
    } catch (const TemplateError&) {
        return nullptr;
    }
}

std::optional<Ancestry> ancestry_of(const CompiledTemplate& start) {
    Ancestry ancestry{&start};
    while (true) {
        const auto& linking = ancestry.back()->linking;
        const auto extends = std::ranges::find_if(
            linking, [](const Statement* one) { return one->kind == Statement::Kind::extends; });
        if (extends == linking.end()) return ancestry;
        const CompiledTemplate* const parent = linked_by(*ancestry.back(), **extends);
        if (parent == nullptr || std::ranges::count(ancestry, parent) > 0) return std::nullopt;
        ancestry.push_back(parent);
    }
}

}  // namespace tidings::jinja
