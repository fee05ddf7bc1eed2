package dev.holdfast.conformance;

import dev.holdfast.store.Capability;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A case of the specification, ready to be run.
 *
 * @param number its number
 * @param tags its tags
 * @param contract the rules of the Store contract that it judges
 * @param needs what the store must declare
 * @param facility what the front must offer
 * @param rule what it holds the store to
 * @param method what runs it
 */
public record ConformanceCase(
    CaseNumber number,
    Set<Tag> tags,
    List<String> contract,
    Set<Capability> needs,
    Facility facility,
    String rule,
    Method method) {

  /**
   * Returns the case that a method is marked as.
   *
   * @param method the method
   */
  public static ConformanceCase of(Method method) {
    Case marked = method.getAnnotation(Case.class);
    Set<Tag> tags = EnumSet.copyOf(List.of(marked.tags()));
    Set<Capability> needs = EnumSet.noneOf(Capability.class);
    needs.addAll(List.of(marked.needs()));
    tags.forEach(tag -> tag.capability().ifPresent(needs::add));
    return new ConformanceCase(
        CaseNumber.parse(marked.number()),
        tags,
        List.of(marked.contract()),
        needs,
        marked.facility(),
        marked.rule(),
        method);
  }

  /** Returns a short name: the number, the tags and the method. */
  public String name() {
    return number
        + " "
        + tags.stream().map(Tag::name).collect(Collectors.joining(",", "[", "]"))
        + " "
        + method.getName();
  }

  /** Returns whether the case needs a store that nothing else uses. */
  public boolean isExclusive() {
    return tags.contains(Tag.X);
  }

  /**
   * Runs the case; it throws what the case throws.
   *
   * @param trial what it runs with
   */
  public void run(Trial trial) throws Exception {
    Constructor<?> constructor = method.getDeclaringClass().getDeclaredConstructor();
    constructor.setAccessible(true);
    method.setAccessible(true);
    try {
      method.invoke(constructor.newInstance(), trial);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof Exception exception ? exception : e;
    }
  }
}
