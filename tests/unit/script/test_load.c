/* A rule file becomes a guide: the language's own example, every statement, step and condition. Uses loading.h. */
#include <math.h>

#include "loading.h"

static const char example[] =
    "guide \"compute/ssh_unreachable\" {\n"
    "  zh = \"無法以 SSH 連線到虛擬機器\", en = \"VM cannot be reached over SSH\",\n"
    "  symptoms = { \"ssh\", \"port 22\", \"連線逾時\", \"Connection timed out\" },\n"
    "  manual   = \"vm-connection\",\n"
    "  goal     = is(\"login\", \"works\"),\n"
    "  owner    = \"l1_compute\", reviewed = \"2026-03-01\",\n"
    "}\n"
    "\n"
    "question \"login\" { zh = \"現在能登入了嗎？\", en = \"Can you sign in now?\", answers = { \"works\", \"fails\" "
    "}, cost = 1 }\n"
    "question \"port_22\" {\n"
    "  zh = \"TCP 22 有回應嗎？\", en = \"Does TCP 22 answer?\",\n"
    "  how  = { zh = \"在使用者的電腦執行：\", en = \"On the user's computer, run:\", run = \"nc -vz -w3 HOST 22\" },\n"
    "  answers = { \"open\", { \"refused\", zh = \"連線被拒\", en = \"Connection refused\", sign = \"refused\" }, { "
    "\"timeout\", zh = \"逾時\", en = "
    "\"Timed out\" } },\n"
    "  cost = 1, wait = 2.5,\n"
    "  given = { sshd_down = { refused = .9 }, sg_closed = { timeout = .8, open = .1 } },\n"
    "  cite = \"#port-22\",\n"
    "}\n"
    "question \"console\" {\n"
    "  zh = \"主控台紀錄最後 50 行寫什麼？\", en = \"What do the console's last 50 lines say?\",\n"
    "  kind = \"text\", match = { panic = \"Kernel panic\", disk_full = { \"No space left on device\", \"ENOSPC\" } "
    "},\n"
    "  answers = { \"panic\", \"disk_full\", \"clean\" }, cost = 3, cite = \"linux#console-log\",\n"
    "}\n"
    "question \"load\" { zh = \"負載？\", en = \"Load?\", kind = \"number\", min = 0, max = 100, unit = \"%\", "
    "environment = true, share = true }\n"
    "fault \"sg_closed\"  { zh = \"安全群組未開放 TCP 22\", en = \"The security group blocks TCP 22\", prior = .40, "
    "cite = \"#security-group\",\n"
    "                     tell = { zh = \"門沒開\", en = \"The door is shut\" } }\n"
    "fault \"sshd_down\"  { zh = \"sshd 未執行\", en = \"sshd is not running\" }\n"
    "action \"open_sg\" {\n"
    "  zh = \"新增入站規則\", en = \"Allow inbound TCP 22\",\n"
    "  fixes = { sg_closed = .97 }, cost = 5, wait = 1, risk = \"approval\", changes = { \"port_22\" }, sets = { "
    "port_22 = \"open\", load = 5 },\n"
    "  verify = is(\"port_22\", \"open\"), safety = { zh = \"小心\", en = \"Take care\" }, undo = { zh = \"刪\", en = "
    "\"Delete it\" },\n"
    "  steps = { { zh = \"一\", en = \"One\", run = \"a\" }, { zh = \"二\", en = \"Two\" } }, workaround = true, share "
    "= true, stuck = \"other/guide\",\n"
    "}\n"
    "action \"restart_sshd\" { zh = \"重啟 sshd\", en = \"Restart sshd\", fixes = { sshd_down = .8 } }\n"
    "escalation \"architects\" {\n"
    "  to = \"cloud_architects\", level = 2,\n"
    "  zh = \"雲端架構工程人員\", en = \"Cloud architects\", cost = 90, evidence = { \"port_22\", \"console\" },\n"
    "  say = { zh = \"已轉請\", en = \"Handed over\" },\n"
    "}\n"
    "flow {\n"
    "  ask \"port_22\" {\n"
    "    timeout = { conclude \"sg_closed\" },\n"
    "    refused = { ask \"console\" { panic = escalate \"architects\", other = conclude \"sshd_down\" } },\n"
    "    open    = see \"compute/ssh_key_rejected\",\n"
    "  },\n"
    "  otherwise = escalate \"architects\",\n"
    "}\n";

static void the_guide_has_what_was_written(void **state)
{
    (void)state;
    loading *l = loading_new();
    const guide *g = assert_loads(l, example);
    assert_int_equal(l->found.list.count, 0);
    assert_string_equal(g->name, "compute/ssh_unreachable");
    assert_string_equal(g->title.zh, "無法以 SSH 連線到虛擬機器");
    assert_string_equal(g->title.en, "VM cannot be reached over SSH");
    assert_string_equal(g->symptoms[3], "Connection timed out");
    assert_null(g->symptoms[4]);
    assert_string_equal(g->manual, "vm-connection");
    assert_string_equal(g->owner, "l1_compute");
    assert_string_equal(g->reviewed, "2026-03-01");
    assert_string_equal(g->file, "t.lua");
    assert_int_equal(g->kind, WM_DIAGNOSIS);
    assert_int_equal(g->line, 1);
    assert_int_not_equal(g->goal, NONE);
    assert_int_equal(g->applies, NONE);
    assert_int_equal(g->question_count, 4);
    assert_int_equal(g->fault_count, 2);
    assert_int_equal(g->action_count, 2);
    assert_int_equal(g->escalation_count, 1);
    loading_free(l);
}

static void questions_have_their_fields(void **state)
{
    (void)state;
    loading *l = loading_new();
    const guide *g = assert_loads(l, example);
    const question *port = &g->questions[1], *console = &g->questions[2], *number = &g->questions[3];
    assert_string_equal(port->id, "port_22");
    assert_int_equal(port->line, 10);
    assert_string_equal(port->how.run, "nc -vz -w3 HOST 22");
    assert_string_equal(port->how.text.en, "On the user's computer, run:");
    assert_int_equal(port->answer_count, 3);
    assert_string_equal(port->answers[0].id, "open");
    assert_null(port->answers[0].text.zh);
    assert_string_equal(port->answers[1].text.zh, "連線被拒");
    assert_string_equal(port->answers[1].sign, "refused");
    assert_true(port->cost == 1 && port->wait == 2.5);
    assert_string_equal(port->cite.manual, "vm-connection");
    assert_string_equal(port->cite.anchor, "port-22");
    assert_int_equal(port->given_count, 2);
    assert_string_equal(port->given[0].fault_id, "sg_closed"); /* in order of the faults */
    assert_int_equal(port->given[0].cell_count, 2);
    assert_int_equal(console->kind, WM_TEXT);
    assert_string_equal(console->cite.manual, "linux");
    assert_string_equal(console->answers[1].match[1], "enospc");
    assert_null(console->answers[2].match);
    assert_int_equal(number->kind, WM_NUMBER);
    assert_true(number->min == 0 && number->max == 100 && number->environment && number->share);
    assert_string_equal(number->unit.zh, "%");
    assert_string_equal(number->unit.en, "%");
    loading_free(l);
}

static void faults_actions_and_escalations_have_theirs(void **state)
{
    (void)state;
    loading *l = loading_new();
    const guide *g = assert_loads(l, example);
    const action *open = &g->actions[0], *restart = &g->actions[1];
    assert_true(g->faults[0].prior == .40 && isnan(g->faults[1].prior));
    assert_string_equal(g->faults[0].tell.en, "The door is shut");
    assert_string_equal(g->faults[0].cite.anchor, "security-group");
    assert_int_equal(open->risk, WM_APPROVAL);
    assert_true(open->cost == 5 && open->wait == 1 && open->workaround && open->share);
    assert_true(open->fix_count == 1 && open->fixes[0].p == .97 && open->fixes[0].fault == 0);
    assert_int_equal(open->step_count, 2);
    assert_string_equal(open->steps[0].run, "a");
    assert_null(open->steps[1].run);
    assert_string_equal(open->safety.zh, "小心");
    assert_string_equal(open->undo.en, "Delete it");
    assert_int_not_equal(open->verify, NONE);
    assert_int_equal(open->set_count, 2);
    assert_string_equal(open->stuck_name, "other/guide");
    assert_true(restart->cost == 10 && restart->risk == WM_SELF && restart->verify == NONE);
    assert_string_equal(g->escalations[0].to, "cloud_architects");
    assert_int_equal(g->escalations[0].level, 2);
    assert_int_equal(g->escalations[0].evidence_count, 2);
    assert_string_equal(g->escalations[0].say.zh, "已轉請");
    loading_free(l);
}

static void the_flow_is_a_graph_of_nodes(void **state)
{
    (void)state;
    loading *l = loading_new();
    const guide *g = assert_loads(l, example);
    static const uint8_t kinds[] = { NODE_ASK,      NODE_SEE,      NODE_ASK,     NODE_ESCALATE,
                                     NODE_CONCLUDE, NODE_CONCLUDE, NODE_ESCALATE };
    static const uint32_t lines[] = { 40, 43, 42, 42, 42, 41, 45 };
    assert_int_equal(g->node_count, 7); /* depth first, answers in the order of their declaration */
    for (uint32_t i = 0; i < 7; i++) {
        assert_int_equal(g->nodes[i].kind, kinds[i]);
        assert_int_equal(g->nodes[i].line, lines[i]);
    }
    assert_int_equal(g->flow_count, 1);
    assert_int_equal(g->flows[0].otherwise, 6);
    loading_free(l);
}

static const char every_form[] = GUIDE DESK Q("a") Q("b") Q("c") F("f") A(
    "fix") "question 'n' { zh = '數', en = 'N', kind = 'number' }\n"
           "question 't' { zh = '字', en = 'T', kind = 'text' }\n"
           "flow {\n"
           "  any_order { ask 'a', ask 'b' { yes = suspect 'f' } },\n"
           "  ask('a', { as = 'a_later' }) { yes = { try 'fix', try('fix', { as = 'fix_later' }) }, on(one_of('no')) { "
           "resolve() } },\n"
           "  ask 'n' { on(below(3)) { go 'part' }, on(between(3, 5)) { resolve() }, on(at_least(5)) (include 'x/y'),\n"
           "            on(function(f) return f.n > 9 end) { resolve() }, unsure = resolve(), other = {} },\n"
           "  ask 't' { on(contains('blue screen')) { resolve() } },\n"
           "  when(all { is('a', 'yes', 'no'), any { below('n', 1), at_least('n', 2), between('n', 1, 2) },\n"
           "             none { contains('t', 'x'), known 'c', fixed 'fix', failed 'fix_later' } }) { resolve() },\n"
           "  when(known('b')) (conclude 'f'),\n"
           "  see 'x/z', otherwise = escalate 'desk' }\n"
           "flow 'part' { ask 'c', again 'part' { at_most = 2 }, otherwise = resolve() }\n";

/* Each form that the language has, in one guide. */
static void every_step_and_condition_can_be_written(void **state)
{
    (void)state;
    loading *l = loading_new();
    const guide *g = assert_loads(l, every_form);
    size_t seen[NODE_AGAIN + 1] = { 0 };
    for (uint32_t i = 0; i < g->node_count; i++)
        seen[g->nodes[i].kind]++;
    for (int kind = 0; kind <= NODE_AGAIN; kind++)
        assert_true(seen[kind] > 0);
    size_t conditions[COND_LUA + 1] = { 0 };
    for (uint32_t i = 0; i < g->condition_count; i++)
        conditions[g->conditions[i].kind]++;
    for (int kind = 0; kind <= COND_LUA; kind++)
        assert_true(conditions[kind] > 0);
    loading_free(l);
}

static void words_with_quotes_of_any_kind_are_the_same(void **state)
{
    (void)state;
    loading *l = loading_new();
    assert_loads(
        l, WHOLE
        "question [[code]] { zh = [==[碼]==], en = \"Code\", answers = { '502', \"e\\x31\" } }\n"
        "flow { ask 'code' { ['502'] = conclude 'f', [\"e1\"] = conclude 'f', [ [[other]] ] = resolve() }" OTHERWISE);
    assert_loads(l, "\xEF\xBB\xBF" WHOLE "flow { conclude 'f'" OTHERWISE); /* some editors' mark */
    loading_free(l);
}

/* A file may compute what it says. */
static void lua_makes_what_repeats(void **state)
{
    (void)state;
    loading *l = loading_new();
    const guide *g = assert_loads(
        l, GUIDE DESK "local branches = {}\n"
                      "local answers = {}\n"
                      "for i, name in ipairs { 'red', 'green', 'blue' } do\n"
                      "  table.insert(answers, { 'led_' .. name, zh = '燈 ' .. i, en = ('LED %d'):format(i) })\n"
                      "  fault(name) { zh = '因', en = name:upper() }\n"
                      "  branches['led_' .. name] = conclude(name)\n"
                      "end\n"
                      "question 'led' { zh = '燈', en = 'LED', answers = answers }\n"
                      "flow { ask 'led' (branches)" OTHERWISE);
    assert_int_equal(g->fault_count, 3);
    assert_string_equal(g->faults[2].text.en, "BLUE");
    assert_string_equal(g->questions[0].answers[1].text.en, "LED 2");
    assert_int_equal(g->node_count, 5);
    loading_free(l);
}

/* `cite = "#…"` before the guide has said its manual. */
static void the_manual_may_be_named_later(void **state)
{
    (void)state;
    loading *l = loading_new();
    static const char before[] = "fault 'f' { zh = '因', en = 'F', cite = '#here' }\n" DESK;
    static const char after[] = "flow { conclude 'f'" OTHERWISE;
    char text[1024];
    snprintf(text, sizeof text, "%s%s%s", before, GUIDE, after);
    assert_string_equal(assert_loads(l, text)->faults[0].cite.manual, "m");
    snprintf(text, sizeof text, "%sguide 'g' { zh = '甲', en = 'A' }\n%s", before, after);
    assert_mends(assert_refused(l, text, "WM101", 1), "#here");
    loading_free(l);
}

static void one_loader_reads_many_files(void **state)
{
    (void)state;
    loading *l = loading_new();
    for (int i = 0; i < 50; i++) {
        assert_loads(l, example);
        load(l, "while true do error('x') end");
        assert_found(l, "WM001", 1);
        load(l, "question 'left' {");
        assert_found(l, "WM001", 1);
    }
    const guide *g = assert_loads(l, example);
    assert_int_equal(g->question_count, 4);
    loading_free(l);
}

static void limits_are_those_of_the_configuration(void **state)
{
    (void)state;
    script_limits standard = script_limits_of(NULL);
    assert_int_equal(standard.load_instructions, 100000000);
    assert_int_equal(standard.condition_instructions, 1000000);
    assert_int_equal(standard.file_bytes, 4 << 20);
    wm_config c = {
        .load_instructions = 5000, .file_bytes = 400, .condition_instructions = 7, .memory_bytes = 8, .load_seconds = 9
    };
    script_limits set = script_limits_of(&c);
    assert_true(set.condition_instructions == 7 && set.memory_bytes == 8 && set.load_seconds == 9);
    set.memory_bytes = 0;
    loading *l = loading_with(&set);
    load(l, "for i = 1, 4000 do end\nfor i = 1, 4000 do end");
    assert_says(assert_found(l, "WM001", 2), "5000", "5000 instructions");
    char large[402];
    memset(large, ' ', 401);
    load_bytes(l, large, 401);
    assert_says(assert_found(l, "WM001", 1), "400", "400 bytes");
    loading_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_guide_has_what_was_written),
        cmocka_unit_test(questions_have_their_fields),
        cmocka_unit_test(faults_actions_and_escalations_have_theirs),
        cmocka_unit_test(the_flow_is_a_graph_of_nodes),
        cmocka_unit_test(every_step_and_condition_can_be_written),
        cmocka_unit_test(words_with_quotes_of_any_kind_are_the_same),
        cmocka_unit_test(lua_makes_what_repeats),
        cmocka_unit_test(the_manual_may_be_named_later),
        cmocka_unit_test(one_loader_reads_many_files),
        cmocka_unit_test(limits_are_those_of_the_configuration),
    };
    return cmocka_run_group_tests_name("script/load", tests, NULL, NULL);
}
