package dev.holdfast.conformance;

import dev.holdfast.store.Capability;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a method that takes a {@link Trial} as a case of the specification. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Case {

  /** The case's number in the specification, such as {@code 75a}. */
  String number();

  /** Its tags. */
  Tag[] tags();

  /** The rules of the Store contract that it judges, such as {@code R4.2}. */
  String[] contract();

  /** What the store must declare beyond what the tags imply. */
  Capability[] needs() default {};

  /** What the front must offer. */
  Facility facility() default Facility.STORE;

  /** What it holds the store to, in one sentence or two. */
  String rule();
}
