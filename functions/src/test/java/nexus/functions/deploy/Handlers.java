package nexus.functions.deploy;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.inject.Named;
import java.util.Map;
import java.util.stream.Collectors;

/** The handlers of Lambda that the application has, by name. */
final class Handlers {

  private Handlers() {}

  static Map<String, String> classesByName() {
    return new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("nexus.functions")
            .stream()
            .filter(one -> one.isAnnotatedWith(Named.class))
            .filter(
                one ->
                    one.isAssignableTo(RequestHandler.class)
                        || one.isAssignableTo(RequestStreamHandler.class))
            .collect(
                Collectors.toMap(
                    one -> one.getAnnotationOfType(Named.class).value(), JavaClass::getName));
  }
}
