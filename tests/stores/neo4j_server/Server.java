import java.nio.file.Path;
import org.neo4j.harness.Neo4jBuilders;

/** A Neo4j server for tests: prints its Bolt address and runs until its standard input is closed. */
public class Server {
    public static void main(String[] arguments) throws Exception {
        try (var server = Neo4jBuilders.newInProcessBuilder(Path.of(arguments[0])).withDisabledServer().build()) {
            System.out.println("NEO4J_URI=" + server.boltURI());
            System.out.flush();
            while (System.in.read() >= 0) {}
        }
        System.exit(0);
    }
}
