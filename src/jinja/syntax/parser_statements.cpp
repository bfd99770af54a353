#include <algorithm>

#include "jinja/failure.h"
#include "jinja/syntax/parser.h"
#include "jinja/text/python_text.h"
#include "jinja/text/unicode.h"

namespace tidings::jinja {

using Type = Token::Type;

namespace {

std::string_view name_of(BinaryOp op) {
    constexpr std::string_view kNames[] = {"add", "sub", "mul", "div", "floordiv", "mod", "pow"};
    return kNames[static_cast<std::size_t>(op)];
}

// What Jinja2 calls a node of that kind.
std::string_view node_name(const Expr& expr) {
    constexpr std::pair<Expr::Kind, std::string_view> kNames[] = {
        {Expr::Kind::list, "list"},     {Expr::Kind::tuple, "tuple"},
        {Expr::Kind::dict, "dict"},     {Expr::Kind::attribute, "getattr"},
        {Expr::Kind::item, "getitem"},  {Expr::Kind::call, "call"},
        {Expr::Kind::filter, "filter"}, {Expr::Kind::test, "test"},
        {Expr::Kind::logic_and, "and"}, {Expr::Kind::logic_or, "or"},
        {Expr::Kind::logic_not, "not"}, {Expr::Kind::compare, "compare"},
        {Expr::Kind::concat, "concat"}, {Expr::Kind::conditional, "condexpr"}};
    if (expr.kind == Expr::Kind::binary) return name_of(static_cast<const BinaryExpr&>(expr).op);
    if (expr.kind == Expr::Kind::unary) return static_cast<const UnaryExpr&>(expr).op == '-' ? "neg" : "pos";
    for (const auto& [kind, name] : kNames) {
        if (kind == expr.kind) return name;
    }
    return "const";
}

bool is_assignable(const Expr& expr) {
    if (expr.kind == Expr::Kind::name) return true;
    if (expr.kind != Expr::Kind::tuple) return false;
    const auto& items = static_cast<const Sequence&>(expr).items;
    return std::all_of(items.begin(), items.end(), [](const ExprPtr& item) { return is_assignable(*item); });
}

// What Jinja2 calls the node of a statement.
std::string_view node_name(Statement::Kind kind) {
    switch (kind) {
        case Statement::Kind::do_:
            return "ExprStmt";
        case Statement::Kind::break_:
            return "Break";
        case Statement::Kind::continue_:
            return "Continue";
        case Statement::Kind::if_:
            return "If";
        case Statement::Kind::for_:
            return "For";
        case Statement::Kind::set:
            return "Assign";
        case Statement::Kind::set_block:
            return "AssignBlock";
        case Statement::Kind::with:
            return "With";
        case Statement::Kind::macro:
            return "Macro";
        case Statement::Kind::call_block:
            return "CallBlock";
        case Statement::Kind::filter_block:
            return "FilterBlock";
        case Statement::Kind::autoescape:
            return "Scope";
        case Statement::Kind::include:
            return "Include";
        case Statement::Kind::import:
            return "Import";
        case Statement::Kind::from_import:
            return "FromImport";
        case Statement::Kind::extends:
            return "Extends";
        case Statement::Kind::block:
            return "Block";
        case Statement::Kind::text:
        case Statement::Kind::print:
            break;
    }
    return "Output";
}

}  // namespace

Body Parser::parse() {
    return parse_body(nullptr);
}

// Reads text and tags until one of `end_tags`, which stays the current token.
Body Parser::parse_body(const EndTags* end_tags) {
    const Nesting nesting(*this);
    Body body;
    if (end_tags) end_tags_.push_back(*end_tags);
    while (!stream_.current().is(Type::end)) {
        const Token token = stream_.current();
        if (token.is(Type::data)) {
            body.push_back(std::make_unique<TextStatement>(token.offset, token.text));
            stream_.take();
        } else if (token.is(Type::variable_begin)) {
            stream_.take();
            ExprPtr value = parse_tuple(TupleKind::any);
            const std::uint32_t offset = value->offset;
            body.push_back(std::make_unique<PrintStatement>(offset, std::move(value)));
            stream_.expect(Type::variable_end);
        } else {
            stream_.take();
            const Token& name = stream_.current();
            if (end_tags && name.is(Type::name) &&
                std::find(end_tags->begin(), end_tags->end(), name.text) != end_tags->end()) {
                break;
            }
            parse_tag(body);
            stream_.expect(Type::block_end);
        }
    }
    if (end_tags) end_tags_.pop_back();
    return body;
}

// From behind the head of a statement to one of `end_tags`.
Body Parser::parse_until(const EndTags& end_tags) {
    stream_.skip_op(":");
    stream_.expect(Type::block_end);
    Body body = parse_body(&end_tags);
    if (stream_.current().is(Type::end)) unknown_tag(nullptr, &end_tags);
    return body;
}

Body Parser::parse_to_end(std::string_view end_tag) {
    Body body = parse_until({end_tag});
    stream_.take();
    return body;
}

void Parser::unknown_tag(const Token* tag, const EndTags* end_tags) {
    std::vector<EndTags> waiting = end_tags_;
    if (end_tags) waiting.push_back(*end_tags);
    std::string message =
        tag ? "Encountered unknown tag " + repr_text(tag->text) + "." : "Unexpected end of template.";
    if (!waiting.empty()) {
        std::string wanted;
        for (const std::string_view name : waiting.back()) {
            if (!wanted.empty()) wanted += " or ";
            append_repr(name, wanted);
        }
        const bool known = tag && std::any_of(waiting.begin(), waiting.end(), [&](const EndTags& names) {
                               return std::find(names.begin(), names.end(), tag->text) != names.end();
                           });
        message += known ? " You probably made a nesting mistake. Jinja is expecting this tag, but currently "
                           "looking for " +
                               wanted + "."
                         : " Jinja was looking for the following tags: " + wanted + ".";
    }
    if (!tags_.empty()) {
        message += " The innermost block that needs to be closed is " + repr_text(tags_.back()) + ".";
    }
    syntax_error(std::move(message), tag ? tag->offset : stream_.current().offset);
}

void Parser::parse_tag(Body& body) {
    const Token token = stream_.current();
    if (!token.is(Type::name)) syntax_error("tag name expected", token.offset);
    tags_.push_back(token.text);
    if (token.text == "print") {
        stream_.take();
        parse_print(body);
    } else if (token.text == "trans") {
        parse_trans(body);
    } else {
        body.push_back(parse_statement());
    }
    tags_.pop_back();
}

void Parser::parse_print(Body& body) {
    for (bool first = true; !stream_.current().is(Type::block_end); first = false) {
        if (!first) stream_.expect_op(",");
        ExprPtr value = parse_expression();
        const std::uint32_t offset = value->offset;
        body.push_back(std::make_unique<PrintStatement>(offset, std::move(value)));
    }
}

std::unique_ptr<Statement> Parser::parse_statement() {
    using Parse = std::unique_ptr<Statement> (Parser::*)();
    constexpr std::pair<std::string_view, Parse> kTags[] = {
        {"if", &Parser::parse_if},
        {"for", &Parser::parse_for},
        {"set", &Parser::parse_set},
        {"with", &Parser::parse_with},
        {"macro", &Parser::parse_macro},
        {"call", &Parser::parse_call_block},
        {"filter", &Parser::parse_filter_block},
        {"autoescape", &Parser::parse_autoescape},
        {"include", &Parser::parse_include},
        {"import", &Parser::parse_import},
        {"from", &Parser::parse_from_import},
        {"extends", &Parser::parse_extends},
        {"block", &Parser::parse_block},
        {"do", &Parser::parse_do},
        {"break", &Parser::parse_break},
        {"continue", &Parser::parse_continue},
    };
    const Token token = stream_.current();
    for (const auto& [name, parse] : kTags) {
        if (token.text == name) return (this->*parse)();
    }
    tags_.pop_back();
    unknown_tag(&token, nullptr);
}

std::unique_ptr<Statement> Parser::parse_do() {
    const std::uint32_t offset = stream_.take().offset;
    return std::make_unique<DoStatement>(offset, parse_tuple(TupleKind::any));
}

std::unique_ptr<Statement> Parser::parse_break() {
    return std::make_unique<JumpStatement>(Statement::Kind::break_, stream_.take().offset);
}

std::unique_ptr<Statement> Parser::parse_continue() {
    return std::make_unique<JumpStatement>(Statement::Kind::continue_, stream_.take().offset);
}

std::unique_ptr<Statement> Parser::parse_if() {
    auto node = std::make_unique<IfStatement>(stream_.current().offset);
    while (true) {
        stream_.take();
        ExprPtr test = parse_tuple(TupleKind::no_conditional);
        Body body = parse_until({"elif", "else", "endif"});
        node->branches.push_back({std::move(test), std::move(body)});
        if (stream_.current().is_name("elif")) continue;
        if (stream_.take().text == "else") node->otherwise = parse_to_end("endif");
        return node;
    }
}

std::unique_ptr<Statement> Parser::parse_for() {
    auto node = std::make_unique<ForStatement>(stream_.take().offset);
    node->target = parse_target();
    stream_.expect_name("in");
    node->items = parse_tuple(TupleKind::no_conditional);
    if (stream_.skip_name("if")) node->test = parse_expression();
    node->recursive = stream_.skip_name("recursive");
    node->body = parse_until({"endfor", "else"});
    if (stream_.take().text == "else") node->otherwise = parse_to_end("endfor");
    return node;
}

std::unique_ptr<Statement> Parser::parse_set() {
    const std::uint32_t offset = stream_.take().offset;
    Target target = parse_set_target();
    if (stream_.skip_op("=")) {
        auto node = std::make_unique<SetStatement>(offset);
        node->target = std::move(target);
        node->value = parse_tuple(TupleKind::any);
        return node;
    }
    auto node = std::make_unique<SetBlockStatement>(offset);
    node->target = std::move(target);
    while (stream_.skip_op("|")) {
        if (!node->filter) node->filter = std::make_unique<Expr>(Expr::Kind::captured, offset);
        node->filter = parse_filter(std::move(node->filter));
    }
    node->body = parse_to_end("endset");
    return node;
}

std::unique_ptr<Statement> Parser::parse_with() {
    auto node = std::make_unique<WithStatement>(stream_.take().offset);
    while (!stream_.current().is(Type::block_end)) {
        if (!node->targets.empty()) stream_.expect_op(",");
        node->targets.push_back(parse_target());
        stream_.expect_op("=");
        node->values.push_back(parse_expression());
    }
    node->body = parse_to_end("endwith");
    return node;
}

void Parser::parse_signature(std::vector<MacroParameter>& parameters) {
    stream_.expect_op("(");
    while (!stream_.current().is_op(")")) {
        if (!parameters.empty()) stream_.expect_op(",");
        MacroParameter parameter;
        parameter.target = parse_name_target();
        if (stream_.skip_op("=")) {
            parameter.fallback = parse_expression();
        } else if (!parameters.empty() && parameters.back().fallback) {
            syntax_error("non-default argument follows default argument", stream_.current().offset);
        }
        parameters.push_back(std::move(parameter));
    }
    stream_.expect_op(")");
}

std::unique_ptr<Statement> Parser::parse_macro() {
    auto node = std::make_unique<MacroStatement>(stream_.take().offset);
    node->target = parse_name_target();
    node->macro.name = node->target.name;
    node->macro.offset = node->offset;
    parse_signature(node->macro.parameters);
    node->macro.body = parse_to_end("endmacro");
    return node;
}

std::unique_ptr<Statement> Parser::parse_call_block() {
    auto node = std::make_unique<CallBlockStatement>(stream_.take().offset);
    node->caller.offset = node->offset;
    if (stream_.current().is_op("(")) parse_signature(node->caller.parameters);
    ExprPtr call = parse_expression();
    if (call->kind != Expr::Kind::call) syntax_error("expected call", node->offset);
    node->call.reset(static_cast<CallExpr*>(call.release()));
    node->caller.body = parse_to_end("endcall");
    return node;
}

std::unique_ptr<Statement> Parser::parse_filter_block() {
    auto node = std::make_unique<FilterBlockStatement>(stream_.take().offset);
    node->filter = parse_filter(std::make_unique<Expr>(Expr::Kind::captured, node->offset));
    while (stream_.skip_op("|")) node->filter = parse_filter(std::move(node->filter));
    node->body = parse_to_end("endfilter");
    return node;
}

std::unique_ptr<Statement> Parser::parse_autoescape() {
    auto node = std::make_unique<AutoescapeStatement>(stream_.take().offset);
    node->enabled = parse_expression();
    node->body = parse_to_end("endautoescape");
    return node;
}

bool Parser::parse_context_choice(bool& with_context) {
    const bool with = stream_.current().is_name("with");
    if (!with && !stream_.current().is_name("without")) return false;
    if (!stream_.look().is_name("context")) return false;
    with_context = with;
    stream_.take();
    stream_.take();
    return true;
}

std::unique_ptr<Statement> Parser::parse_include() {
    auto node = std::make_unique<IncludeStatement>(stream_.take().offset);
    node->name.expr = parse_expression();
    if (stream_.current().is_name("ignore") && stream_.look().is_name("missing")) {
        stream_.take();
        stream_.take();
        node->ignore_missing = true;
    }
    parse_context_choice(node->with_context);
    return node;
}

std::unique_ptr<Statement> Parser::parse_import() {
    auto node = std::make_unique<ImportStatement>(stream_.take().offset);
    node->name.expr = parse_expression();
    stream_.expect_name("as");
    node->target = parse_name_target();
    parse_context_choice(node->with_context);
    return node;
}

std::unique_ptr<Statement> Parser::parse_from_import() {
    auto node = std::make_unique<FromImportStatement>(stream_.take().offset);
    node->name.expr = parse_expression();
    stream_.expect_name("import");
    while (true) {
        if (!node->imports.empty()) stream_.expect_op(",");
        if (!stream_.current().is(Type::name)) {
            stream_.expect(Type::name);
        }
        if (parse_context_choice(node->with_context)) break;
        FromImportStatement::Import import;
        import.target = parse_name_target();
        import.name = import.target.name;
        if (import.name.starts_with('_')) {
            assertion_error("names starting with an underline can not be imported", import.target.offset);
        }
        if (stream_.skip_name("as")) import.target = parse_name_target();
        node->imports.push_back(std::move(import));
        if (parse_context_choice(node->with_context) || !stream_.current().is_op(",")) break;
    }
    return node;
}

std::unique_ptr<Statement> Parser::parse_extends() {
    auto node = std::make_unique<ExtendsStatement>(stream_.take().offset);
    node->name.expr = parse_expression();
    return node;
}

// Jinja2 looks for text in whatever stands in a required block, and says so of what has none.
void Parser::check_required(const Body& body) const {
    for (const auto& child : body) {
        const bool is_text = child->kind == Statement::Kind::text;
        if (is_text && trim(static_cast<const TextStatement&>(*child).text).empty()) continue;
        if (is_text || child->kind == Statement::Kind::print) {
            syntax_error("Required blocks can only contain comments or whitespace", stream_.current().offset);
        }
        throw SyntaxFailure{
            {"AttributeError", repr_text(node_name(child->kind)) + " object has no attribute 'nodes'"},
            child->offset};
    }
}

std::unique_ptr<Statement> Parser::parse_block() {
    auto node = std::make_unique<BlockStatement>(stream_.take().offset);
    node->name = stream_.expect(Type::name).text;
    node->scoped = stream_.skip_name("scoped");
    node->required = stream_.skip_name("required");
    if (stream_.current().is_op("-")) {
        syntax_error(
            "Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an "
            "underscore instead.",
            stream_.current().offset);
    }
    node->body = parse_to_end("endblock");
    if (node->required) check_required(node->body);
    stream_.skip_name(node->name);
    return node;
}

Target Parser::parse_name_target() {
    const Token token = stream_.expect(Type::name);
    constexpr std::string_view kConstants[] = {"true", "false", "none", "True", "False", "None"};
    if (std::find(std::begin(kConstants), std::end(kConstants), token.text) != std::end(kConstants)) {
        syntax_error("can't assign to 'name'", token.offset);
    }
    Target target;
    target.offset = token.offset;
    target.name = token.text;
    return target;
}

Target Parser::parse_target() {
    return to_target(parse_tuple(TupleKind::targets));
}

Target Parser::parse_set_target() {
    if (!stream_.look().is_op(".")) return parse_target();
    const Token base = stream_.expect(Type::name);
    stream_.take();
    Target target;
    target.kind = Target::Kind::attribute;
    target.offset = base.offset;
    target.base = std::make_unique<Name>(base.offset, base.text);
    target.name = stream_.expect(Type::name).text;
    return target;
}

Target Parser::to_target(ExprPtr expr) {
    Target target;
    target.offset = expr->offset;
    if (!is_assignable(*expr)) {
        syntax_error("can't assign to '" + std::string(node_name(*expr)) + "'", target.offset);
    }
    if (expr->kind == Expr::Kind::name) {
        target.name = static_cast<const Name&>(*expr).name;
        return target;
    }
    target.kind = Target::Kind::tuple;
    for (ExprPtr& item : static_cast<Sequence&>(*expr).items)
        target.items.push_back(to_target(std::move(item)));
    return target;
}

}  // namespace tidings::jinja
