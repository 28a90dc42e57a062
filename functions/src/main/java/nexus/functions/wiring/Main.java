package nexus.functions.wiring;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Starts the application, unless a setting cannot be used: then one line says which. */
@QuarkusMain
public final class Main {

  private static final int BAD_SETTING = 2;

  /** Quarkus answers a URI that is none with an empty body: CommonRoutes checks it instead. */
  private static final String OWN_URI_CHECK = "vertx.disableURIValidation";

  public static void main(String... args) {
    byDefault("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    byDefault(OWN_URI_CHECK, "true");
    byDefault(ChannelInitializerExtension.EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    try {
      Settings settings = settings(new SmallRyeConfigBuilder().addDefaultSources());
      Clients.check(settings.etcd());
      listen(resolved(settings.http()));
    } catch (BadSettingException e) {
      System.err.println(e.getMessage());
      System.exit(BAD_SETTING);
    }
    Quarkus.run(args);
  }

  /** Reads the settings ahead of Quarkus, which would tell of a bad one in a stack trace. */
  static Settings settings(SmallRyeConfigBuilder sources) {
    return Settings.of(new Environment(sources.build()));
  }

  private static Settings.Http resolved(Settings.Http http) {
    try {
      InetAddress unused = InetAddress.getByName(http.host());
      return http;
    } catch (UnknownHostException e) {
      throw new BadSettingException(
          Variable.HTTP_HOST.name(), http.host(), "an address or name of this machine");
    }
  }

  private static void listen(Settings.Http http) {
    byDefault("quarkus.http.host", http.host());
    byDefault("quarkus.http.port", Integer.toString(http.port()));
  }

  private static void byDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
