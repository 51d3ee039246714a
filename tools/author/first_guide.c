/* A guide and a manual to begin with: small, and right as they are. Uses author/write_guide.h. */
#include "author/write_guide.h"

void write_first_guide(bytes *out, const guide_terms *terms, const char *manual)
{
    bytes_text(out, "-- 新的判斷樹：把例子換成自己的內容。寫法見 rules/README.md。\n"
                    "-- A new guide: put your own content in place of the examples. The language is told in "
                    "rules/README.en.md.\n\n");
    bytes_format(out, "guide \"%s\" {\n  zh = \"新的判斷樹\", en = \"A new guide\",\n", terms->name);
    bytes_text(out, "  symptoms = { \"使用者會怎麼說\", \"what users say\" },\n");
    if (manual != NULL)
        bytes_format(out, "  manual = \"%s\",\n", manual);
    const char *look = manual != NULL ? ", cite = \"#look\"" : "",
               *repair = manual != NULL ? ", cite = \"#repair\"" : "";
    bytes_format(out,
                 "  goal = is(\"works\", \"yes\"),\n}\n\n"
                 "question \"works\" { zh = \"現在正常了嗎？\", en = \"Does it work now?\", cost = 1 }\n\n"
                 "question \"light\" {\n"
                 "  zh = \"電源燈亮著嗎？\", en = \"Is the power light on?\",\n"
                 "  how = { zh = \"看機器正面。\", en = \"Look at the front.\" },\n"
                 "  answers = { { \"on\", zh = \"亮著\", en = \"On\" }, { \"off\", zh = \"沒亮\", en = \"Off\" } },\n"
                 "  cost = 1%s,\n}\n\n"
                 "fault \"no_power\" { zh = \"沒有接電\", en = \"It has no power\"%s }\n\n"
                 "action \"plug_in\" {\n"
                 "  zh = \"插上電源線\", en = \"Plug in the power cord\",\n"
                 "  fixes = { no_power = .9 }, cost = 2, changes = { \"light\" }%s,\n}\n\n",
                 look, repair, repair);
    bytes_text(out, "escalation \"next_line\" {\n  to = ");
    write_string(out, terms->team);
    bytes_text(
        out,
        ", zh = \"交給下一線處理\", en = \"Hand over to the next line\",\n  cost = 60, evidence = { \"light\" },\n}\n\n"
        "flow {\n  ask \"light\" {\n    off = conclude \"no_power\",\n    on  = escalate \"next_line\",\n  },\n"
        "  otherwise = escalate \"next_line\",\n}\n");
}

void write_first_manual(bytes *out, const guide_terms *terms, wm_lang lang)
{
    if (lang == WM_EN)
        bytes_format(
            out,
            "# A new manual {#top}\n\nFor the guide `%s`. Anchors are the same in both languages.\n\n"
            "## What to look at {#look}\n\nThe power light is at the front. It is on while the machine has power.\n\n"
            "## What to do {#repair}\n\n1. Plug in the power cord at both ends.\n2. Wait ten seconds.\n3. Look at the "
            "light again.\n",
            terms->name);
    else
        bytes_format(out,
                     "# 新的手冊 {#top}\n\n給判斷樹 `%s` 用。兩種語言的錨點要一樣。\n\n"
                     "## 看什麼 {#look}\n\n電源燈在正面，有電就會亮。\n\n"
                     "## 怎麼處理 {#repair}\n\n1. 電源線兩端都插好。\n2. 等十秒。\n3. 再看一次燈。\n",
                     terms->name);
}
