import fc from "fast-check";

/** Whether a test notices a fault is all that is asked; the smallest example is for those who look for a fault. */
fc.configureGlobal({ endOnFailure: true });
