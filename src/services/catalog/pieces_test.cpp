#include "services/catalog/pieces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/catalog/catalog.h"
#include "support/stage.h"

namespace tidings::catalog {
namespace {

using core::Channel;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const core::TypeName kPiecesType("order.completed");

records::PieceEntry piece(std::string name, std::string source, std::int32_t version = 1) {
    return {std::move(name), version, std::move(source)};
}

records::TemplateEntry mail(std::string html, std::string text = "t") {
    return test::Stage::words(Channel::email,
                              {{"subject", "s"}, {"text", std::move(text)}, {"html", std::move(html)}});
}

// The member that Ann's e-mail has, or the error.
std::string mail_of(const Catalog& catalog, std::string_view member = "html",
                    std::string_view data = R"({"x": "<b>"})") {
    const auto* found = catalog.find_template(kPiecesType, Channel::email, "en");
    const auto content = found->render(test::json_of(data).as_object());
    if (!content) return content.error().message;
    return std::string(test::json_of(*content).at(member).as_string());
}

Catalog catalog_of(const std::vector<records::CatalogEntry>& entries) {
    Catalog catalog;
    for (const auto& entry : entries) catalog.add(entry).value();
    catalog.link();
    return catalog;
}

TEST(CatalogPieces, ATemplateExtendsImportsAndIncludesThem) {
    const auto catalog =
        catalog_of({piece("layouts/email.html", "<h1>{% block main required %}{% endblock %}</h1>"),
                    piece("macros/buttons.html", "{% macro button(t) %}[{{ t }}]{% endmacro %}"),
                    piece("footers/legal.txt", "(c) {{ x }}"),
                    mail("{% extends 'layouts/email.html' %}{% from 'macros/buttons.html' import button %}"
                         "{% block main %}{{ button(x) }}{% endblock %}",
                         "{% include 'footers/legal.txt' %}")});
    EXPECT_EQ(mail_of(catalog, "text"), "(c) <b>") << "only html escapes";
    EXPECT_EQ(mail_of(catalog), "<h1>[&lt;b&gt;]</h1>");
}

TEST(CatalogPieces, WhatTheyPrintIsEscapedInHtmlAlone) {
    const auto catalog = catalog_of({piece("p", "{{ x }}"), mail("{% include 'p' %}", "{% include 'p' %}")});
    EXPECT_EQ(mail_of(catalog), "&lt;b&gt;");
    EXPECT_EQ(mail_of(catalog, "text"), "<b>");
}

TEST(CatalogPieces, TheOrderOnTheLogDoesNotMatter) {
    const std::vector<records::CatalogEntry> entries{piece("inner", "old", 1), piece("inner", "new", 2),
                                                     piece("outer", "<{% include 'inner' %}>"),
                                                     mail("{% include 'outer' %}")};
    auto order = std::vector<std::size_t>{0, 1, 2, 3};
    do {
        Catalog catalog;
        for (const auto i : order) catalog.add(entries.at(i)).value();
        catalog.link();
        EXPECT_EQ(mail_of(catalog), "<new>");
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST(CatalogPieces, AChangeReachesThoseThatUseItAndNoOthers) {
    const auto before = catalog_of({piece("inner", "old"), piece("outer", "<{% include 'inner' %}>"),
                                    piece("other", ""), mail("{% include 'outer' %}"),
                                    test::Stage::words(Channel::sms, {{"text", "{% include 'other' %}"}})});
    auto after = before;
    after.add(piece("inner", "new", 2)).value();
    after.link();
    EXPECT_EQ(mail_of(before), "<old>") << "who has begun with the old ones goes on with them";
    EXPECT_EQ(mail_of(after), "<new>");
    EXPECT_EQ(before.find_template(kPiecesType, Channel::sms, "en"),
              after.find_template(kPiecesType, Channel::sms, "en"));
}

TEST(CatalogPieces, ANameThatIsWorkedOutFindsWhatIsThereNow) {
    const auto before = catalog_of({piece("en.txt", "old"), mail("h", "{% include x ~ '.txt' %}")});
    auto after = before;
    after.add(piece("de.txt", "neu")).value();
    after.link();
    EXPECT_EQ(mail_of(before, "text", R"({"x": "en"})"), "old");
    EXPECT_EQ(mail_of(before, "text", R"({"x": "de"})"), "text: TemplateNotFound: de.txt (line 1, column 4)");
    EXPECT_EQ(mail_of(after, "text", R"({"x": "de"})"), "neu");
}

TEST(CatalogPieces, WhatIsNotThereIsKnownBeforeItIsRendered) {
    const auto catalog = catalog_of({mail("\n{% include 'p' %}")});
    const auto* found = catalog.find_template(kPiecesType, Channel::email, "en");
    EXPECT_EQ(found->piece_faults(), (core::Faults{{"/html", "TemplateNotFound: p (line 2, column 4)"}}));
    EXPECT_TRUE(found->uses("p"));
    EXPECT_EQ(mail_of(catalog), "html: TemplateNotFound: p (line 2, column 4)");
    auto later = catalog;
    later.add(piece("p", "here")).value();
    later.link();
    EXPECT_EQ(mail_of(later), "\nhere");
}

TEST(CatalogPieces, AFaultSaysWhereAndAPieceMayNameAnother) {
    const auto pieces = std::make_shared<const Pieces>(catalog_of({piece("a", "x")}).pieces());
    EXPECT_EQ(piece_fault(piece("b", "{% include 'a' %}"), pieces), std::nullopt);
    EXPECT_EQ(piece_fault(piece("b", "\n{% include 'c' %}"), pieces),
              "TemplateNotFound: c (line 2, column 4)");
    EXPECT_EQ(piece_fault(piece("b", "{% include 'c' %}")), std::nullopt);
    EXPECT_THAT(piece_fault(piece("b", "{{")).value(), HasSubstr("TemplateSyntaxError"));
    EXPECT_THAT(piece_fault(piece("b", std::string(300'000, 'x'))).value(), HasSubstr("262144 bytes"));
    Catalog catalog;
    EXPECT_FALSE(catalog.add(piece("b", "{{")));
    EXPECT_THAT(catalog.pieces(), IsEmpty());
}

TEST(CatalogPieces, TheFirstRecordOfAVersionCounts) {
    auto catalog = catalog_of({piece("p", "first"), piece("p", "second", 2)});
    EXPECT_EQ(catalog.add(piece("p", "late", 1)).error().code, Errc::conflict);
    EXPECT_TRUE(catalog.add(piece("p", "first", 1)));
    EXPECT_EQ(catalog.piece("p")->source, "second");
    EXPECT_EQ(catalog.piece_versions("p").at(1)->source, "first");
    EXPECT_THAT(catalog.piece_versions("q"), IsEmpty());
    EXPECT_EQ(catalog.piece("q"), nullptr);
}

TEST(CatalogPieces, TheViewLinksWhatItHasRead) {
    test::Stage stage;
    stage.publish([] {
        auto entry = mail("{% include 'p' %}");
        entry.version = 2;
        return entry;
    }());
    stage.publish(piece("p", "x"));
    stage.catalog.refresh().value();
    EXPECT_EQ(mail_of(*stage.catalog.current()), "x");
    stage.publish(piece("p", "y", 2));
    stage.catalog.refresh().value();
    EXPECT_EQ(mail_of(*stage.catalog.current()), "y");
}

}  // namespace
}  // namespace tidings::catalog
