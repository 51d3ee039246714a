% The replay workload in SWI-Prolog: the trees are clauses, indexed by tree and node; library(http/json) reads the tickets.
%   swipl -O walker.pl TREES TICKETS COUNT > results      (id, verdict, fault, first action, questions; seconds go to stderr)
:- use_module(library(http/json)).
:- use_module(library(readutil)).
:- initialization(main, main).
:- dynamic question/4, branch/5, leaf/4.

read_trees(Path) :-
    open(Path, read, In, [encoding(utf8)]),
    read_line_to_string(In, Line),
    read_rows(Line, In, none, -1),
    close(In),
    compile_predicates([question/4, branch/5, leaf/4]).

read_rows(end_of_file, _, _, _) :- !.
read_rows(Line, In, Tree, Node) :-
    split_string(Line, " ", "", [Tag|Rest]),
    row(Tag, Rest, Tree, Node, Tree1, Node1),
    read_line_to_string(In, Next),
    read_rows(Next, In, Tree1, Node1).

row("T", [Name, _], _, _, Tree, -1) :- atom_string(Tree, Name).
row("L", [Fault, Action], Tree, Node, Tree, Node1) :-
    Node1 is Node + 1,
    key(Tree, Node1, Key),
    assertz(leaf(Key, Fault, Action, Node1)).
row("Q", [Question, _, Other], Tree, Node, Tree, Node1) :-
    Node1 is Node + 1,
    key(Tree, Node1, Key),
    atom_string(Name, Question),
    number_string(Child, Other),
    key(Tree, Child, ChildKey),
    assertz(question(Key, Name, ChildKey, Node1)).
row("B", [Kind, Child, What], Tree, Node, Tree, Node) :-
    key(Tree, Node, Key),
    number_string(ChildNode, Child),
    key(Tree, ChildNode, ChildKey),
    test(Kind, What, Name, Argument),
    assertz(branch(Key, Name, Argument, ChildKey, Node)).

key(Tree, Node, Key) :- atomic_list_concat([Tree, '#', Node], Key).

test("is", What, is, Values) :- split_string(What, "|", "", Values).
test("below", What, below, Limit) :- number_string(Limit, What).
test("contains", What, contains, Word) :-
    split_string(What, "_", "", Parts), atomic_list_concat(Parts, ' ', Spaced), string_lower(Spaced, Word).

holds(is, Values, Value) :- memberchk(Value, Values).
holds(below, Limit, Value) :- Value < Limit.
holds(contains, Word, Value) :- string_lower(Value, Low), sub_string(Low, _, _, _, Word), !.

walk(Key, Facts, Asked, Fault, Action, Total) :-
    (   question(Key, Name, Other, _)
    ->  Value = Facts.Name,
        (   branch(Key, Kind, Argument, Child, _), holds(Kind, Argument, Value)
        ->  Next = Child
        ;   Next = Other
        ),
        Asked1 is Asked + 1,
        walk(Next, Facts, Asked1, Fault, Action, Total)
    ;   leaf(Key, Fault, Action, _),
        Total = Asked
    ).

replay(Line, _) :- Line == end_of_file, !.
replay(Line, Out) :-
    open_string(Line, In),
    json_read_dict(In, Ticket),
    atom_string(Tree, Ticket.guide),
    key(Tree, 0, Root),
    walk(Root, Ticket.facts, 0, Fault, Action, Asked),
    (   Ticket.resolved.fault == Fault -> Verdict = agree ; Verdict = disagree ),
    format(Out, "~w\t~w\t~w\t~w\t~w~n", [Ticket.id, Verdict, Fault, Action, Asked]).

replay_all(_, Most, Most) :- !.
replay_all(In, Done, Most) :-
    read_line_to_string(In, Line),
    replay(Line, user_output),
    Done1 is Done + 1,
    replay_all(In, Done1, Most).

main([Trees, Tickets, Count]) :-
    read_trees(Trees),
    atom_number(Count, Most),
    open(Tickets, read, In, [encoding(utf8)]),
    statistics(cputime, Begin),
    replay_all(In, 0, Most),
    statistics(cputime, End),
    Seconds is End - Begin,
    format(user_error, "~d ~6f~n", [Most, Seconds]).
