#include <optional>
#include <set>

#include "jinja/failure.h"
#include "jinja/syntax/parser.h"
#include "jinja/syntax/source_text.h"
#include "jinja/text/python_text.h"

namespace tidings::jinja {

using Type = Token::Type;

// A `trans` section while it is read.
struct Parser::Trans {
    struct Variable {
        std::string_view name;
        ExprPtr value;
    };

    std::uint32_t offset = 0;
    std::optional<std::string> context;
    std::vector<Variable> variables;
    std::set<std::string_view> names;          // of the variables
    std::vector<std::string_view> referenced;  // in the texts; a name may come again
    std::optional<std::string_view> counted;   // the variable that chooses the plural
    std::optional<bool> trimmed;
    std::string singular;
    std::optional<std::string> plural;

    bool has(std::string_view name) const { return names.contains(name); }
    void add(std::string_view name, ExprPtr value) {
        names.insert(name);
        variables.push_back({name, std::move(value)});
    }
};

namespace {

// Each newline, with the blanks around it, becomes one blank.
std::string trimmed_text(std::string_view text) {
    text = trim(text);
    std::string out;
    std::size_t at = 0;
    for (std::size_t newline = 0; (newline = text.find('\n', at)) != std::string_view::npos;) {
        out.append(trim_right(text.substr(at, newline - at))) += ' ';
        at = skip_spaces(text, newline);
    }
    return out.append(text.substr(at));
}

ExprPtr constant_text(std::uint32_t offset, std::string text) {
    auto node = std::make_unique<Constant>(offset, Value());
    node->text = std::move(text);
    node->value = Value::text(node->text);
    return node;
}

}  // namespace

void Parser::parse_trans(Body& body) {
    Trans trans;
    trans.offset = stream_.take().offset;
    if (stream_.current().is(Type::string)) trans.context = read_string_literal(stream_.take());
    parse_trans_head(trans, body);
    trans.singular = parse_trans_text(trans, true);
    if (!trans.counted && !trans.referenced.empty()) trans.counted = trans.referenced[0];
    if (stream_.current().is_name("pluralize")) parse_plural(trans);
    stream_.take();
    for (const std::string_view name : trans.referenced) {
        if (!trans.has(name)) trans.add(name, std::make_unique<Name>(trans.offset, name));
    }
    if (trans.plural && !trans.counted) syntax_error("pluralize without variables", trans.offset);
    if (trans.trimmed.value_or(false)) {
        trans.singular = trimmed_text(trans.singular);
        if (trans.plural) trans.plural = trimmed_text(*trans.plural);
    }
    body.push_back(std::make_unique<PrintStatement>(trans.offset, translation_call(trans)));
}

void Parser::parse_trans_head(Trans& trans, Body& body) {
    while (!stream_.current().is(Type::block_end)) {
        if (!trans.variables.empty()) stream_.expect_op(",");
        if (stream_.skip_op(":")) break;
        const Token name = stream_.expect(Type::name);
        if (trans.has(name.text)) {
            assertion_error("translatable variable " + repr_text(name.text) + " defined twice.", name.offset);
        }
        const bool is_mode = name.text == "trimmed" || name.text == "notrimmed";
        if (is_mode && !trans.trimmed && !stream_.current().is_op("=")) {
            trans.trimmed = name.text == "trimmed";
        } else {
            parse_trans_variable(trans, name, body);
        }
    }
    stream_.expect(Type::block_end);
}

// `name` or `name=expression`. What the first one calls is called once, ahead of the text; other expressions
// are evaluated for the number and again for the text.
void Parser::parse_trans_variable(Trans& trans, const Token& name, Body& body) {
    ExprPtr value =
        stream_.skip_op("=") ? parse_expression() : std::make_unique<Name>(name.offset, name.text);
    if (!trans.counted && value->kind == Expr::Kind::call) {
        auto node = std::make_unique<SetStatement>(name.offset);
        node->target.offset = name.offset;
        node->target.name = "_trans";
        node->value = std::move(value);
        body.push_back(std::move(node));
        value = std::make_unique<Name>(name.offset, "_trans");
    }
    if (!trans.counted) trans.counted = name.text;
    trans.add(name.text, std::move(value));
}

// Up to endtrans or pluralize, as a format.
std::string Parser::parse_trans_text(Trans& trans, bool is_singular) {
    std::string text;
    while (true) {
        if (stream_.current().is(Type::end)) {
            syntax_error("unclosed translation block", stream_.current().offset);
        }
        const Token token = stream_.take();
        if (token.is(Type::data)) {
            for (const char c : token.text) text.append(c == '%' ? 2 : 1, c);
        } else if (token.is(Type::variable_begin)) {
            const std::string_view name = stream_.expect(Type::name).text;
            stream_.expect(Type::variable_end);
            text.append("%(").append(name).append(")s");
            trans.referenced.push_back(name);
        } else if (ends_trans_text(is_singular)) {
            return text;
        }
    }
}

bool Parser::ends_trans_text(bool is_singular) const {
    const Token& token = stream_.current();
    if (token.is_name("endtrans")) return true;
    if (!token.is_name("pluralize")) {
        syntax_error("control structures in translatable sections are not allowed", token.offset);
    }
    if (!is_singular) {
        syntax_error("a translatable section can have only one pluralize section", token.offset);
    }
    return true;
}

void Parser::parse_plural(Trans& trans) {
    stream_.take();
    if (!stream_.current().is(Type::block_end)) {
        const Token name = stream_.expect(Type::name);
        if (!trans.has(name.text)) {
            assertion_error("unknown variable " + repr_text(name.text) + " for pluralization", name.offset);
        }
        trans.counted = name.text;
    }
    stream_.expect(Type::block_end);
    trans.plural = parse_trans_text(trans, false);
}

// The call of gettext, or of the like, that the section stands for.
ExprPtr Parser::translation_call(Trans& trans) const {
    constexpr std::string_view kFunctions[2][2] = {{"gettext", "pgettext"}, {"ngettext", "npgettext"}};
    auto call = std::make_unique<CallExpr>(trans.offset);
    const std::string_view function = kFunctions[trans.plural ? 1 : 0][trans.context ? 1 : 0];
    call->callee = std::make_unique<Name>(trans.offset, function);
    auto& positional = call->arguments.positional;
    if (trans.context) positional.push_back(constant_text(trans.offset, *trans.context));
    positional.push_back(constant_text(trans.offset, std::move(trans.singular)));
    if (trans.plural) positional.push_back(constant_text(trans.offset, std::move(*trans.plural)));
    for (auto& [name, value] : trans.variables) {
        const bool is_count = trans.plural && name == *trans.counted;
        if (is_count && name == "num") {  // a parameter of that name holds the number already
            positional.push_back(std::move(value));
            continue;
        }
        if (is_count) positional.push_back(std::make_unique<AgainExpr>(*value));
        call->arguments.named.emplace_back(name, std::move(value));
    }
    adopt(*call, call->arguments);
    return call;
}

}  // namespace tidings::jinja
