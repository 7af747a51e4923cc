import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.DatasetFactory;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.riot.RDFFormat;

/**
 * Arguments: an RDF file, a folder of queries, a folder for Jena's answers (name.json, or name.nt for triples), seconds
 * for one query, seconds for all: what isn't begun by then has no file.
 */
public class Answers {
    public static void main(String[] arguments) throws Exception {
        Dataset data = DatasetFactory.create(RDFDataMgr.loadModel(arguments[0]));
        List<Path> files;
        try (Stream<Path> found = Files.list(Path.of(arguments[1]))) {
            files = found.filter(file -> file.toString().endsWith(".rq")).sorted().collect(Collectors.toList());
        }
        long most = Long.parseLong(arguments[3]);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[4]));
        for (Path file : files) {
            if (System.nanoTime() > end)
                break;
            String name = file.getFileName().toString().replace(".rq", "");
            long start = System.nanoTime();
            try {
                Query query = QueryFactory.create(Files.readString(file));
                String ending = query.isConstructType() || query.isDescribeType() ? ".nt" : ".json";
                try (QueryExecution asked =
                                QueryExecution.dataset(data).query(query).timeout(most, TimeUnit.SECONDS).build();
                        OutputStream out = Files.newOutputStream(Path.of(arguments[2], name + ending))) {
                    if (query.isAskType())
                        ResultSetFormatter.outputAsJSON(out, asked.execAsk());
                    else if (query.isConstructType())
                        RDFDataMgr.write(out, asked.execConstruct(), RDFFormat.NTRIPLES);
                    else if (query.isDescribeType())
                        RDFDataMgr.write(out, asked.execDescribe(), RDFFormat.NTRIPLES);
                    else
                        ResultSetFormatter.outputAsJSON(out, asked.execSelect());
                }
            } catch (Exception error) {
                Files.writeString(Path.of(arguments[2], name + ".error"), String.valueOf(error));
            }
            System.out.printf("%s %.1f s%n", name, (System.nanoTime() - start) / 1e9);
        }
    }
}
