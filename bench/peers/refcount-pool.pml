/*
 * The twin of specs/classics/refcount-pool.ts for SPIN. Every atomic step there is one transition here, so both search the same graph.
 *
 *   spin -DPROCESSES=6 -DPAGES=2 -o1 -o2 -o3 -a refcount-pool.pml
 *
 * -o1 -o2 -o3 keep SPIN from merging steps and from forgetting variables by itself: that changes the counts. What a process no longer needs is
 * reset by hand (`page = 0`), as the locals of a procedure are. SPIN counts the initial state as a transition.
 *
 * The invariant "a free page is not mapped" can only be broken by the steps `map` and `return to the pool`, so it is asserted there and nowhere
 * else: cheaper for SPIN than a monitor, and as strict.
 */
#ifndef PROCESSES
#define PROCESSES 3
#endif
#ifndef PAGES
#define PAGES 2
#endif
#if PAGES > 4
#error "at most 4 pages"
#endif

byte refcount[PAGES];
byte mapcount[PAGES];
bool free[PAGES] = true;

#define GET(which)  d_step { refcount[which] > 0 -> refcount[which]++; page = which }
#define TAKE(which) d_step { free[which] -> free[which] = false; page = which }

/* put_page(): drop a reference; the last one returns the page in two steps. */
#define PUT_PAGE \
  if \
  :: d_step { refcount[page] > 1 -> refcount[page]--; page = 0 } \
  :: d_step { refcount[page] == 1 -> refcount[page] = 0 }; \
     /* return to the pool */ d_step { free[page] = true; assert(mapcount[page] == 0) }; \
     /* finish the free */    page = 0 \
  fi

active [PROCESSES] proctype user() {
  byte page;
get:
  if
  :: GET(0)
#if PAGES > 1
  :: GET(1)
#endif
#if PAGES > 2
  :: GET(2)
#endif
#if PAGES > 3
  :: GET(3)
#endif
  fi;
  /* map */   d_step { mapcount[page]++; assert(!free[page]) };
  /* unmap */ mapcount[page]--;
  PUT_PAGE;
  goto get
}

active proctype allocator() {
  byte page;
take:
  if
  :: TAKE(0)
#if PAGES > 1
  :: TAKE(1)
#endif
#if PAGES > 2
  :: TAKE(2)
#endif
#if PAGES > 3
  :: TAKE(3)
#endif
  fi;
  refcount[page] = 1;
  PUT_PAGE;
  goto take
}
