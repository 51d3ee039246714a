/* Examples of codes: rules that are found fault with, and the same once mended, for `waymark check --explain`. Each is run as
 * a test. Parts stand behind a guide with a goal, a question "ok" and a hand-over "team". Holds words of the mainland
 * (lint: word list). Uses check/check.h. */
#include <string.h>

#include "check/check.h"

static const check_example examples[] = {
    { "WM001", "flow { ask \"ok\" {}, otherwise = escalate \"team\" \n",
      "flow { ask \"ok\" {}, otherwise = escalate \"team\" }\n" },
    { "WM002", "fault \"cable\" { zh = \"線鬆了\", en = \"A loose cable\", prior = .2, prior = .3 }\n",
      "fault \"cable\" { zh = \"線鬆了\", en = \"A loose cable\", prior = .3 }\n" },
    { "WM101", "flow { ask \"okay\" {}, otherwise = escalate \"team\" }\n",
      "flow { ask \"ok\" {}, otherwise = escalate \"team\" }\n" },
    { "WM102", "question \"reply\" { zh = \"有回應嗎？\" }\n",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n" },
    { "WM103", "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\", anwsers = { \"yes\", \"no\" } }\n",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\", answers = { \"yes\", \"no\" } }\n" },
    { "WM104", "escalation \"night\" { to = \"night_shift\", zh = \"夜班\", en = \"The night shift\" }\n",
      "escalation \"night\" { to = \"team\", zh = \"夜班\", en = \"The night shift\" }\n" },
    { "WM105", "fault \"Loose-Cable\" { zh = \"線鬆了\", en = \"A loose cable\" }\n",
      "fault \"loose_cable\" { zh = \"線鬆了\", en = \"A loose cable\" }\n" },
    { "WM106", "question \"solved\" { zh = \"好了嗎？\", en = \"Solved?\" }\n",
      "question \"fine_now\" { zh = \"好了嗎？\", en = \"Solved?\" }\n" },
    { "WM107",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n"
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n" },
    { "WM108", "fault \"cable\" { zh = \"線鬆了\", en = \"A loose cable\", prior = 40 }\n",
      "fault \"cable\" { zh = \"線鬆了\", en = \"A loose cable\", prior = .40 }\n" },
    { "WM109", "flow { when(below(\"ok\", 3)) { resolve() }, otherwise = escalate \"team\" }\n",
      "flow { when(is(\"ok\", \"no\")) { resolve() }, otherwise = escalate \"team\" }\n" },
    { "WM110",
      "guide \"net/slow\" { zh = \"測試\", en = \"Test\" } escalation \"team\" { to = \"team\", zh = \"交接\", en = "
      "\"Hand over\" }\n"
      "-- another file\n"
      "guide \"net/slow\" { zh = \"測試\", en = \"Test\" } escalation \"team\" { to = \"team\", zh = \"交接\", en = "
      "\"Hand over\" }\n",
      "guide \"net/slow\" { zh = \"測試\", en = \"Test\" } escalation \"team\" { to = \"team\", zh = \"交接\", en = "
      "\"Hand over\" }\n"
      "-- another file\n"
      "guide \"net/lost\" { zh = \"測試\", en = \"Test\" } escalation \"team\" { to = \"team\", zh = \"交接\", en = "
      "\"Hand over\" }\n" },
    { "WM111",
      "guide \"a\" { zh = \"測試\", en = \"Test\" } escalation \"team\" { to = \"team\", zh = \"交接\", en = \"Hand "
      "over\" }\n"
      "question \"where\" { zh = \"在哪裡？\", en = \"Where?\", answers = { \"home\", \"office\" }, share = true }\n"
      "-- another file\n"
      "guide \"b\" { zh = \"測試\", en = \"Test\" } escalation \"team\" { to = \"team\", zh = \"交接\", en = \"Hand "
      "over\" }\n"
      "question \"where\" { zh = \"在哪裡？\", en = \"Where?\", answers = { \"home\", \"away\" }, share = true }\n",
      "guide \"a\" { zh = \"測試\", en = \"Test\" } escalation \"team\" { to = \"team\", zh = \"交接\", en = \"Hand "
      "over\" }\n"
      "question \"where\" { zh = \"在哪裡？\", en = \"Where?\", answers = { \"home\", \"office\" }, share = true }\n"
      "-- another file\n"
      "guide \"b\" { zh = \"測試\", en = \"Test\" } escalation \"team\" { to = \"team\", zh = \"交接\", en = \"Hand "
      "over\" }\n"
      "question \"where\" { zh = \"在哪裡？\", en = \"Where?\", answers = { \"home\", \"office\" }, share = true }\n" },
    { "WM112",
      "guide \"a\" { zh = \"測試\", en = \"Test\" } escalation \"team\" { to = \"team\", zh = \"交接\", en = \"Hand "
      "over\" }\n"
      "flow { see \"b\", otherwise = escalate \"team\" }\n"
      "-- another file\n"
      "guide \"b\" { zh = \"測試\", en = \"Test\" } escalation \"team\" { to = \"team\", zh = \"交接\", en = \"Hand "
      "over\" }\n"
      "flow { ask \"nobody\" {}, otherwise = escalate \"team\" }\n",
      "guide \"a\" { zh = \"測試\", en = \"Test\" } escalation \"team\" { to = \"team\", zh = \"交接\", en = \"Hand "
      "over\" }\n"
      "flow { see \"b\", otherwise = escalate \"team\" }\n"
      "-- another file\n"
      "guide \"b\" { zh = \"測試\", en = \"Test\" } escalation \"team\" { to = \"team\", zh = \"交接\", en = \"Hand "
      "over\" }\n"
      "flow { escalate \"team\", otherwise = escalate \"team\" }\n" },
    { "WM113", "flow { ask \"ok\" { yes = \"resolve\" }, otherwise = escalate \"team\" }\n",
      "flow { ask \"ok\" { yes = resolve() }, otherwise = escalate \"team\" }\n" },
    { "WM114",
      "local long = string.rep(\"x\", 5000)\n"
      "fault \"f\" { zh = long, en = long }\n",
      "fault \"f\" { zh = \"線鬆了\", en = \"A loose cable\" }\n" },
    { "WM115",
      "flow { ask \"ok\" {}, again \"look\" {} , otherwise = escalate \"team\" }\n"
      "flow \"look\" { ask \"ok\" {} }\n",
      "flow { go \"look\", otherwise = escalate \"team\" }\n"
      "flow \"look\" { ask \"ok\" { no = again \"look\" { at_most = 2 } } }\n" },
    { "WM116", "fault \"f\" { zh = \"線鬆了\\7\", en = \"A loose cable\" }\n",
      "fault \"f\" { zh = \"線鬆了\", en = \"A loose cable\" }\n" },
    { "WM117",
      "local seen\n"
      "flow { when(function(facts) seen = facts.ok return true end) { resolve() }, otherwise = escalate \"team\" }\n",
      "flow { when(function(facts) return facts.ok == \"yes\" end) { resolve() }, otherwise = escalate \"team\" }\n" },
    { "WM201",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n"
      "flow {\n"
      "  ask \"reply\" { yes = { ask \"reply\" { no = escalate \"team\" } }, no = resolve() },\n"
      "  otherwise = escalate \"team\" }\n",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n"
      "flow {\n"
      "  ask \"reply\" { yes = escalate \"team\", no = resolve() },\n"
      "  otherwise = escalate \"team\" }\n" },
    { "WM202",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n"
      "flow {\n"
      "  ask \"reply\" { yes = { ask \"reply\" {}, resolve() }, no = escalate \"team\" },\n"
      "  otherwise = escalate \"team\" }\n",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n"
      "flow {\n"
      "  ask \"reply\" { yes = resolve(), no = escalate \"team\" },\n"
      "  otherwise = escalate \"team\" }\n" },
    { "WM203",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n"
      "flow { ask \"reply\" { yes = escalate \"team\", no = escalate \"team\" }, otherwise = escalate \"team\" }\n",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n"
      "flow { ask \"reply\" { yes = resolve(), no = escalate \"team\" }, otherwise = escalate \"team\" }\n" },
    { "WM204",
      "flow { ask \"ok\" {}, otherwise = escalate \"team\" }\n"
      "flow \"line\" { escalate \"team\" }\n",
      "flow { ask \"ok\" {}, go \"line\", otherwise = escalate \"team\" }\n"
      "flow \"line\" { escalate \"team\" }\n" },
    { "WM205",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n"
      "flow { go \"line\", otherwise = escalate \"team\" }\n"
      "flow \"line\" { ask \"reply\" { yes = resolve(), no = go \"line\" } }\n",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n"
      "flow { go \"line\", otherwise = escalate \"team\" }\n"
      "flow \"line\" { ask \"reply\" { yes = resolve(), no = again \"line\" { at_most = 2 } } }\n" },
    { "WM206", "flow { ask \"ok\" {} }\n", "flow { ask \"ok\" {}, otherwise = escalate \"team\" }\n" },
    { "WM207",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n"
      "flow { ask \"ok\" {}, otherwise = escalate \"team\" }\n",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n"
      "flow { ask \"reply\" { yes = resolve(), no = escalate \"team\" }, otherwise = escalate \"team\" }\n" },
    { "WM208",
      "question \"light\" { zh = \"燈是什麼顏色？\", en = \"What colour is the light?\", answers = { \"green\", "
      "\"amber\", \"dark\" } }\n"
      "flow { ask \"light\" { green = resolve(), amber = escalate \"team\" }, otherwise = escalate \"team\" }\n",
      "question \"light\" { zh = \"燈是什麼顏色？\", en = \"What colour is the light?\", answers = { \"green\", "
      "\"amber\", \"dark\" } }\n"
      "flow { ask \"light\" { green = resolve(), amber = escalate \"team\", other = escalate \"team\" }, otherwise = "
      "escalate \"team\" }\n" },
    { "WM209",
      "question \"cpu\" { zh = \"CPU 用了幾 %？\", en = \"How busy is the CPU, in %?\", kind = \"number\", min = 0, "
      "max = 100 }\n"
      "flow {\n"
      "  ask \"cpu\" { on(below(60)) { resolve() }, on(between(50, 90)) { escalate \"team\" }, other = escalate "
      "\"team\" },\n"
      "  otherwise = escalate \"team\" }\n",
      "question \"cpu\" { zh = \"CPU 用了幾 %？\", en = \"How busy is the CPU, in %?\", kind = \"number\", min = 0, "
      "max = 100 }\n"
      "flow {\n"
      "  ask \"cpu\" { on(below(60)) { resolve() }, on(between(60, 90)) { escalate \"team\" }, other = escalate "
      "\"team\" },\n"
      "  otherwise = escalate \"team\" }\n" },
    { "WM210",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n"
      "action \"wake\" { zh = \"喚醒\", en = \"Wake it\", cost = 1, sets = { reply = \"yes\" } }\n"
      "flow {\n"
      "  ask \"reply\" { yes = resolve(), no = { try \"wake\", ask \"ok\" { yes = resolve(), no = escalate \"team\" } "
      "} },\n"
      "  otherwise = escalate \"team\" }\n",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n"
      "action \"wake\" { zh = \"喚醒\", en = \"Wake it\", cost = 1, sets = { reply = \"yes\" } }\n"
      "flow {\n"
      "  ask \"reply\" { yes = escalate \"team\", no = try \"wake\" },\n"
      "  otherwise = escalate \"team\" }\n" },
    { "WM211",
      "guide \"t\" { zh = \"測試\", en = \"Test\" }\n"
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n"
      "fault \"f\" { zh = \"線鬆了\", en = \"A loose cable\" } fault \"g\" { zh = \"沒電\", en = \"No power\" }\n"
      "action \"plug\" { zh = \"插好\", en = \"Plug it in\", fixes = { g = .9 }, cost = 1 }\n"
      "flow { ask \"reply\" { yes = { try \"plug\", conclude \"f\" }, no = conclude \"g\" }, otherwise = resolve() }\n",
      "guide \"t\" { zh = \"測試\", en = \"Test\" }\n"
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n"
      "fault \"f\" { zh = \"線鬆了\", en = \"A loose cable\" } fault \"g\" { zh = \"沒電\", en = \"No power\" }\n"
      "action \"plug\" { zh = \"插好\", en = \"Plug it in\", fixes = { f = .9, g = .9 }, cost = 1 }\n"
      "flow { ask \"reply\" { yes = conclude \"f\", no = conclude \"g\" }, otherwise = resolve() }\n" },
    { "WM212",
      "guide \"t\" { zh = \"測試\", en = \"Test\" }\n"
      "fault \"f\" { zh = \"線鬆了\", en = \"A loose cable\", prior = .5 }\n"
      "action \"plug\" { zh = \"插好\", en = \"Plug it in\", fixes = { f = .9 }, cost = 1 }\n"
      "escalation \"team\" { to = \"team\", zh = \"交接\", en = \"Hand over\", cost = 30 }\n",
      "guide \"t\" { zh = \"測試\", en = \"Test\" }\n"
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n"
      "fault \"f\" { zh = \"線鬆了\", en = \"A loose cable\", prior = .5 }\n"
      "action \"plug\" { zh = \"插好\", en = \"Plug it in\", fixes = { f = .9 }, cost = 1, verify = is(\"reply\", "
      "\"yes\") }\n"
      "escalation \"team\" { to = \"team\", zh = \"交接\", en = \"Hand over\", cost = 30 }\n" },
    { "WM213",
      "escalation \"desk\" { to = \"team\", zh = \"交接\", en = \"Hand over\", cost = 30 }\n"
      "flow { ask \"ok\" {}, otherwise = escalate \"desk\" }\n",
      "escalation \"desk\" { to = \"team\", zh = \"交接\", en = \"Hand over\", cost = 30, evidence = { \"ok\" } }\n"
      "flow { ask \"ok\" {}, otherwise = escalate \"desk\" }\n" },
    { "WM214",
      "fault \"f\" { zh = \"線鬆了\", en = \"A loose cable\", prior = .5 }\n"
      "action \"replace\" { zh = \"換一條\", en = \"Replace it\", fixes = { f = .9 }, cost = 60 }\n"
      "action \"plug\" { zh = \"插好\", en = \"Plug it in\", fixes = { f = .8 }, cost = 1 }\n"
      "flow { try \"replace\", try \"plug\", conclude \"f\", otherwise = escalate \"team\" }\n",
      "fault \"f\" { zh = \"線鬆了\", en = \"A loose cable\", prior = .5 }\n"
      "action \"replace\" { zh = \"換一條\", en = \"Replace it\", fixes = { f = .9 }, cost = 60 }\n"
      "action \"plug\" { zh = \"插好\", en = \"Plug it in\", fixes = { f = .8 }, cost = 1 }\n"
      "flow { try \"plug\", try \"replace\", conclude \"f\", otherwise = escalate \"team\" }\n" },
    { "WM215",
      "fault \"f\" { zh = \"線鬆了\", en = \"A loose cable\", prior = .5 }\n"
      "action \"reset\" { zh = \"恢復原廠設定\", en = \"Factory reset\", fixes = { f = .9 }, cost = 30 }\n",
      "fault \"f\" { zh = \"線鬆了\", en = \"A loose cable\", prior = .5 }\n"
      "action \"reset\" { zh = \"恢復原廠設定\", en = \"Factory reset\", fixes = { f = .9 }, cost = 30, risk = "
      "\"approval\" }\n" },
    { "WM216",
      "question \"reply\" { zh = \"請問您現在能不能試著用另一台電腦再連線一次看看有沒有回應？\", en = \"Does it "
      "answer?\" }\n",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n" },
    { "WM217", "question \"reply\" { zh = \"服務器有回應嗎？\", en = \"Does it answer?\" }\n",
      "question \"reply\" { zh = \"伺服器有回應嗎？\", en = \"Does it answer?\" }\n" },
    { "WM218", "fault \"f\" { zh = \"線鬆了\", en = \"A loose cable\", cite = \"vm#no-such-section\" }\n",
      "fault \"f\" { zh = \"線鬆了\", en = \"A loose cable\", cite = \"vm#login\" }\n" },
    { "WM219",
      "guide \"t\" { zh = \"測試\", en = \"Test\", reviewed = \"2001-01-01\" }\n"
      "escalation \"team\" { to = \"team\", zh = \"交接\", en = \"Hand over\" }\n",
      NULL },
    { "WM220",
      "fault \"f\" { zh = \"線鬆了\", en = \"A loose cable\", prior = 1 }\n"
      "fault \"g\" { zh = \"沒電\", en = \"No power\" }\n",
      "fault \"f\" { zh = \"線鬆了\", en = \"A loose cable\", prior = .7 }\n"
      "fault \"g\" { zh = \"沒電\", en = \"No power\", prior = .3 }\n" },
    { "WM221",
      "fault \"f\" { zh = \"線鬆了\", en = \"A loose cable\", prior = .5 }\n"
      "action \"plug\" { zh = \"插好\", en = \"Plug it in\", fixes = { f = .8 } }\n",
      "fault \"f\" { zh = \"線鬆了\", en = \"A loose cable\", prior = .5 }\n"
      "action \"plug\" { zh = \"插好\", en = \"Plug it in\", fixes = { f = .8 }, cost = 1 }\n" },
    { "WM222", "question \"reply\" { zh = \"等 5 分鐘，有回應嗎？\", en = \"After 10 minutes, does it answer?\" }\n",
      "question \"reply\" { zh = \"等 5 分鐘，有回應嗎？\", en = \"After 5 minutes, does it answer?\" }\n" },
    { "WM223", "question \"reply\" { zh = \"有回應嗎？\", en = \"(to translate) 有回應嗎？\" }\n",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n" },
    { "WM291",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n"
      "-- waymark: allow WM203\n"
      "flow { ask \"reply\" {}, otherwise = escalate \"team\" }\n",
      "question \"reply\" { zh = \"有回應嗎？\", en = \"Does it answer?\" }\n"
      "-- waymark: allow WM203 the team reads it in the log\n"
      "flow { ask \"reply\" {}, otherwise = escalate \"team\" }\n" },
    { "WM292",
      "-- waymark: allow WM203 the team reads it in the log\n"
      "flow { ask \"ok\" { yes = resolve(), no = escalate \"team\" }, otherwise = escalate \"team\" }\n",
      "flow { ask \"ok\" { yes = resolve(), no = escalate \"team\" }, otherwise = escalate \"team\" }\n" },
};

const check_example *check_example_of(const char *code)
{
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        if (strcmp(examples[i].code, code) == 0)
            return &examples[i];
    return NULL;
}
