---------------------------- MODULE RefcountPool ----------------------------
(* The twin of specs/classics/refcount-pool.ts for TLC. Every atomic step there is one action here, so both search the same graph. The     *)
(* allocator is one more process, 0. A page that is no longer needed becomes `nothing`, as the locals of a procedure are forgotten. TLC     *)
(* counts the initial state as generated.                                                                                                   *)
EXTENDS Naturals

CONSTANTS processes, pages

VARIABLES refcount, mapcount, free, at, page

Users == 1 .. processes
Allocator == 0
Pages == 1 .. pages
nothing == 0

vars == <<refcount, mapcount, free, at, page>>

Init ==
  /\ refcount = [p \in Pages |-> 0]
  /\ mapcount = [p \in Pages |-> 0]
  /\ free = [p \in Pages |-> TRUE]
  /\ at = [i \in Users \union {Allocator} |-> IF i = Allocator THEN "take" ELSE "get"]
  /\ page = [i \in Users \union {Allocator} |-> nothing]

Goto(i, where) == at' = [at EXCEPT ![i] = where]

Get(i, p) ==
  /\ at[i] = "get"
  /\ refcount[p] > 0
  /\ refcount' = [refcount EXCEPT ![p] = @ + 1]
  /\ page' = [page EXCEPT ![i] = p]
  /\ Goto(i, "map")
  /\ UNCHANGED <<mapcount, free>>

Map(i) ==
  /\ at[i] = "map"
  /\ mapcount' = [mapcount EXCEPT ![page[i]] = @ + 1]
  /\ Goto(i, "unmap")
  /\ UNCHANGED <<refcount, free, page>>

Unmap(i) ==
  /\ at[i] = "unmap"
  /\ mapcount' = [mapcount EXCEPT ![page[i]] = @ - 1]
  /\ Goto(i, "put")
  /\ UNCHANGED <<refcount, free, page>>

Take(p) ==
  /\ at[Allocator] = "take"
  /\ free[p]
  /\ free' = [free EXCEPT ![p] = FALSE]
  /\ page' = [page EXCEPT ![Allocator] = p]
  /\ Goto(Allocator, "first")
  /\ UNCHANGED <<refcount, mapcount>>

SetRefcount ==
  /\ at[Allocator] = "first"
  /\ refcount' = [refcount EXCEPT ![page[Allocator]] = 1]
  /\ Goto(Allocator, "put")
  /\ UNCHANGED <<mapcount, free, page>>

(* put_page(): `again` is where the loop of process i begins. *)
Put(i, again) ==
  /\ at[i] = "put"
  /\ refcount' = [refcount EXCEPT ![page[i]] = @ - 1]
  /\ IF refcount[page[i]] = 1
       THEN Goto(i, "pool") /\ UNCHANGED page
       ELSE Goto(i, again) /\ page' = [page EXCEPT ![i] = nothing]
  /\ UNCHANGED <<mapcount, free>>

ReturnToPool(i) ==
  /\ at[i] = "pool"
  /\ free' = [free EXCEPT ![page[i]] = TRUE]
  /\ Goto(i, "finish")
  /\ UNCHANGED <<refcount, mapcount, page>>

Finish(i, again) ==
  /\ at[i] = "finish"
  /\ page' = [page EXCEPT ![i] = nothing]
  /\ Goto(i, again)
  /\ UNCHANGED <<refcount, mapcount, free>>

PutPage(i, again) == Put(i, again) \/ ReturnToPool(i) \/ Finish(i, again)

Next ==
  \/ \E i \in Users : (\E p \in Pages : Get(i, p)) \/ Map(i) \/ Unmap(i) \/ PutPage(i, "get")
  \/ (\E p \in Pages : Take(p)) \/ SetRefcount \/ PutPage(Allocator, "take")

Spec == Init /\ [][Next]_vars

UnmappedWhenFree == \A p \in Pages : ~(free[p] /\ mapcount[p] > 0)
==============================================================================
