-- The twin of specs/classics/refcount-pool.ts for Murphi (Rumur). Every atomic step there is one rule here, so both search the same graph.
-- The two constants are the parameters; the bench writes a copy with others. A page that is no longer needed is undefined again, as the locals
-- of a procedure are.

const
  PROCESSES: 3;
  PAGES: 2;

type
  Process: 0 .. PROCESSES - 1;
  Page: 0 .. PAGES - 1;
  UserAt: enum { get, map, unmap, release, pool, finish };
  AllocatorAt: enum { take, first, last, back, done };

var
  refcount: array[Page] of 0 .. PROCESSES + 1;
  mapcount: array[Page] of 0 .. PROCESSES;
  free: array[Page] of boolean;
  at: array[Process] of UserAt;
  page: array[Process] of Page;
  allocatorAt: AllocatorAt;
  allocated: Page;

startstate
begin
  for p: Page do
    refcount[p] := 0;
    mapcount[p] := 0;
    free[p] := true;
  end;
  for i: Process do
    at[i] := get;
    undefine page[i];
  end;
  allocatorAt := take;
  undefine allocated;
end;

ruleset i: Process do
  ruleset p: Page do
    rule "get"
      at[i] = get & refcount[p] > 0
    ==>
    begin
      refcount[p] := refcount[p] + 1;
      page[i] := p;
      at[i] := map;
    end;
  end;

  rule "map"
    at[i] = map
  ==>
  begin
    mapcount[page[i]] := mapcount[page[i]] + 1;
    at[i] := unmap;
  end;

  rule "unmap"
    at[i] = unmap
  ==>
  begin
    mapcount[page[i]] := mapcount[page[i]] - 1;
    at[i] := release;
  end;

  rule "put and test"
    at[i] = release
  ==>
  begin
    refcount[page[i]] := refcount[page[i]] - 1;
    if refcount[page[i]] = 0 then
      at[i] := pool;
    else
      at[i] := get;
      undefine page[i];
    end;
  end;

  rule "return to the pool"
    at[i] = pool
  ==>
  begin
    free[page[i]] := true;
    at[i] := finish;
  end;

  rule "finish the free"
    at[i] = finish
  ==>
  begin
    at[i] := get;
    undefine page[i];
  end;
end;

ruleset p: Page do
  rule "take from the pool"
    allocatorAt = take & free[p]
  ==>
  begin
    free[p] := false;
    allocated := p;
    allocatorAt := first;
  end;
end;

rule "set refcount to 1"
  allocatorAt = first
==>
begin
  refcount[allocated] := 1;
  allocatorAt := last;
end;

rule "allocator: put and test"
  allocatorAt = last
==>
begin
  refcount[allocated] := refcount[allocated] - 1;
  if refcount[allocated] = 0 then
    allocatorAt := back;
  else
    allocatorAt := take;
    undefine allocated;
  end;
end;

rule "allocator: return to the pool"
  allocatorAt = back
==>
begin
  free[allocated] := true;
  allocatorAt := done;
end;

rule "allocator: finish the free"
  allocatorAt = done
==>
begin
  allocatorAt := take;
  undefine allocated;
end;

invariant "unmapped-when-free"
  forall p: Page do !(free[p] & mapcount[p] > 0) end;
